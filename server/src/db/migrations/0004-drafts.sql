-- What officers are writing and have not sent: sealed, each officer's own. Revisions come from one sequence, so that
-- one that was deleted is never mistaken for a later one.
CREATE SEQUENCE draft_revision;

CREATE TABLE draft (
  officer word REFERENCES officer,
  -- The item, or `new`.
  key word,
  revision bigint NOT NULL DEFAULT nextval('draft_revision'),
  at amount NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (officer, key)
);
ALTER TABLE draft ALTER COLUMN content SET STORAGE EXTERNAL;

-- Who of the desk reads or writes on an item at this moment. It is worth nothing after a minute, so nothing of it is
-- kept: not through a crash, not in a backup, not in a log.
CREATE UNLOGGED TABLE presence (
  item word,
  officer word REFERENCES officer,
  doing word NOT NULL CHECK (doing IN ('reading', 'writing')),
  since amount NOT NULL,
  seen amount NOT NULL,
  PRIMARY KEY (item, officer)
);
CREATE INDEX presence_seen ON presence (seen);
