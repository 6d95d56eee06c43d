-- Who has asked for access to an item: looked at when something of it is opened to somebody.
CREATE INDEX notice_asked ON notice (item) WHERE kind = 'access';
