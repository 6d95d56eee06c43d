-- From what the scanner found, of which there is little, to the items that hold such a file.
CREATE INDEX scan_found ON scan (c) WHERE verdict = 'found';
CREATE INDEX attachment_content ON attachment (c);
