-- What concerns an officer, and what an officer chose. No content: ids, codes and instants only.

-- Absent: no mail to this officer.
ALTER TABLE officer ADD COLUMN mail text CHECK (length(mail) BETWEEN 3 AND 254);

-- Choices follow the officer to another machine.
CREATE TABLE preference (
  officer word PRIMARY KEY REFERENCES officer,
  screen jsonb NOT NULL DEFAULT '{}',
  notices jsonb NOT NULL DEFAULT '{}'
);

-- One event is one notice to an officer, whoever finds it and however often.
CREATE TABLE notice (
  event word NOT NULL,
  officer word NOT NULL REFERENCES officer,
  no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  item word NOT NULL,
  kind word NOT NULL,
  reason word NOT NULL,
  at amount NOT NULL,
  -- False: wanted by mail only.
  screen boolean NOT NULL,
  read_at amount,
  PRIMARY KEY (event, officer)
);
CREATE INDEX notice_list ON notice (officer, no) WHERE screen;
CREATE INDEX notice_unread ON notice (officer) WHERE screen AND read_at IS NULL;
CREATE INDEX notice_at ON notice (at);

-- Mail that has not been handed over yet.
CREATE TABLE mail (
  notice bigint PRIMARY KEY REFERENCES notice (no) ON DELETE CASCADE,
  due amount NOT NULL,
  tries integer NOT NULL DEFAULT 0
);
CREATE INDEX mail_due ON mail (due);

-- The address of a calendar feed holds a secret: only its hash is here.
CREATE TABLE feed (
  officer word PRIMARY KEY REFERENCES officer,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  at amount NOT NULL
);
