-- A ministry's directory (RFC 7643, RFC 7644): a program that opens accounts in which there is nothing and closes accounts.
-- What only a person can answer for it cannot hold, and nothing else beside it.
ALTER TABLE officer
  DROP CONSTRAINT officer_check,
  ADD CHECK (NOT machine OR powers <@ ARRAY['read', 'draft', 'send'] OR powers = ARRAY['provision']),
  ADD CHECK (machine OR NOT 'provision' = ANY (powers)),
  -- Opened by a directory: the configuration does not name it, and does not close it by naming it no longer.
  ADD COLUMN provisioned boolean NOT NULL DEFAULT false;

-- What a directory calls an account of its agency. An account that the configuration names has no row before the
-- directory has said something of it.
CREATE TABLE directory_user (
  officer word PRIMARY KEY REFERENCES officer,
  agency word NOT NULL,
  user_name text NOT NULL CHECK (length(user_name) BETWEEN 1 AND 200),
  external_id text CHECK (length(external_id) <= 200),
  -- The rest of what it said, sealed: names, addresses, language.
  content bytea NOT NULL,
  made amount NOT NULL,
  modified amount NOT NULL,
  -- The directory knows it no longer. The account stays for what it has signed.
  gone boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX directory_user_name ON directory_user (agency, lower(user_name)) WHERE NOT gone;

-- Groups of a directory give nothing: to be put into one is a wish that administrators see.
CREATE TABLE directory_group (
  id word PRIMARY KEY,
  agency word NOT NULL,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
  external_id text CHECK (length(external_id) <= 200),
  made amount NOT NULL,
  modified amount NOT NULL
);
CREATE UNIQUE INDEX directory_group_name ON directory_group (agency, lower(display_name));
CREATE TABLE directory_member (
  "group" word NOT NULL REFERENCES directory_group ON DELETE CASCADE,
  officer word NOT NULL REFERENCES officer,
  PRIMARY KEY ("group", officer)
);
CREATE INDEX directory_member_officer ON directory_member (officer);

-- What directories did, and what they want that waits for administrators. Each stands in the home log too.
CREATE TABLE directory_deed (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  client word NOT NULL REFERENCES client,
  officer word NOT NULL REFERENCES officer,
  did word NOT NULL CHECK (did IN ('open', 'change', 'close', 'reopen', 'join', 'leave')),
  -- The name of the group, where it is about one.
  "group" text CHECK (length("group") <= 200),
  at amount NOT NULL,
  state word NOT NULL CHECK (state IN ('done', 'waiting', 'dropped')),
  -- Whether somebody lost something by it: what the brake counts.
  took boolean NOT NULL DEFAULT false,
  -- The first of the two administrators whom it takes to let go what was braked.
  agreed_by word REFERENCES officer
);
CREATE INDEX directory_deed_waiting ON directory_deed (officer) WHERE state = 'waiting';
CREATE INDEX directory_deed_took ON directory_deed (at) WHERE took;

-- When a program last got a token; and one that an administrator wants to register, until another agrees.
ALTER TABLE client ADD COLUMN used amount;
CREATE TABLE client_proposal (
  id word PRIMARY KEY,
  -- Id of the program to be.
  client word NOT NULL UNIQUE,
  content bytea NOT NULL,
  proposed_by word NOT NULL REFERENCES officer,
  at amount NOT NULL
);
