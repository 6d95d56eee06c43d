-- The four stores (record.md, rule 10): logs, keyring, credentials, monotone. Everything else is derived and is
-- rebuilt by replay (derived.sql). Instants are milliseconds since 1970, UTC.

CREATE DOMAIN amount AS bigint CHECK (VALUE BETWEEN 0 AND 9007199254740991);
CREATE DOMAIN word AS text COLLATE "C" CHECK (length(VALUE) BETWEEN 1 AND 200);

-- logs ---------------------------------------------------------------------------------------------------------

CREATE TABLE own_log (
  origin word PRIMARY KEY,
  size amount NOT NULL,
  frontier bytea NOT NULL,
  checkpoint text NOT NULL,
  last_t amount NOT NULL,
  floor amount NOT NULL,
  cosigned amount NOT NULL,
  pulse_no amount NOT NULL,
  pulse_at amount NOT NULL,
  pulse_cosigned amount NOT NULL,
  CHECK (cosigned <= size)
);

CREATE TABLE peer_log (
  origin word PRIMARY KEY,
  held amount NOT NULL,
  frontier bytea NOT NULL,
  checkpoint text NOT NULL,
  applied amount NOT NULL,
  floor amount NOT NULL,
  personal amount NOT NULL,
  except_at bigint[] NOT NULL,
  pulse_no amount NOT NULL,
  pulse_cosigned amount NOT NULL,
  pulse_applied amount NOT NULL,
  heard_at amount NOT NULL,
  beyond amount NOT NULL,
  opening text NOT NULL,
  CHECK (applied <= held)
);

CREATE TABLE entry (
  origin word NOT NULL,
  pos amount NOT NULL,
  leaf bytea NOT NULL CHECK (length(leaf) <= 512),
  leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
  t amount NOT NULL,
  seen amount NOT NULL,
  -- `seen` is larger than in every entry before: such entries answer "who first covered position n".
  raises boolean NOT NULL,
  id word,
  act bytea NOT NULL,
  body bytea,
  tombstone word CHECK (tombstone IN ('destroyed', 'lost', 'refused')),
  PRIMARY KEY (origin, pos),
  CHECK (body IS NULL OR tombstone IS NULL)
);
-- Ciphertext does not compress; trying costs time.
ALTER TABLE entry ALTER COLUMN act SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX entry_cover ON entry (origin, seen) WHERE raises;

-- Full tiles of 256 hashes (C2SP tlog-tiles), each written once; `root` is the hash one tile level above.
CREATE TABLE tile (
  origin word NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 6),
  index amount NOT NULL,
  hashes bytea NOT NULL CHECK (length(hashes) = 8192),
  root bytea NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (origin, level, index)
);
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE pending (
  origin word NOT NULL,
  place bigint GENERATED ALWAYS AS IDENTITY,
  id word NOT NULL,
  item word,
  -- -1: to be judged anew.
  seen bigint NOT NULL CHECK (seen >= -1),
  a word NOT NULL,
  b word,
  act bytea NOT NULL,
  body bytea,
  -- When it was committed, until a leaf says when it was signed.
  t amount NOT NULL DEFAULT 0,
  PRIMARY KEY (origin, id)
);
ALTER TABLE pending ALTER COLUMN act SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX pending_order ON pending (origin, seen, place);

-- An id is used once by a party, for ever: that is the protection from replay.
CREATE TABLE record (
  party word NOT NULL,
  id word NOT NULL,
  origin word NOT NULL,
  PRIMARY KEY (party, id)
);

CREATE TABLE receipt (
  origin word NOT NULL,
  size amount NOT NULL,
  t amount NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (origin, size)
);

CREATE TABLE attachment (
  party word NOT NULL,
  id word NOT NULL,
  slot smallint NOT NULL CHECK (slot >= 2),
  c word NOT NULL,
  size amount NOT NULL,
  parts integer NOT NULL CHECK (parts > 0),
  state word NOT NULL CHECK (state IN ('whole', 'fetching', 'refused')),
  PRIMARY KEY (party, id, slot)
);

CREATE TABLE attachment_part (
  c word NOT NULL,
  part integer NOT NULL CHECK (part >= 0),
  bytes bytea NOT NULL CHECK (length(bytes) <= 1048592),
  PRIMARY KEY (c, part)
);
ALTER TABLE attachment_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE link (
  peer word PRIMARY KEY,
  stopped word
);

CREATE TABLE alarm (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  peer word NOT NULL,
  code word NOT NULL,
  at amount NOT NULL,
  lane word,
  evidence text NOT NULL,
  -- A peer that repeats one lie raises one alarm.
  digest bytea NOT NULL,
  UNIQUE (peer, code, digest)
);

-- keyring: destroying a record is deleting here. Never part of a backup series; sealed under the key beside the
-- database. ----------------------------------------------------------------------------------------------------

CREATE TABLE keyring (
  party word NOT NULL,
  id word NOT NULL,
  slot smallint NOT NULL CHECK (slot >= 0),
  material bytea NOT NULL,
  PRIMARY KEY (party, id, slot)
);

-- credentials --------------------------------------------------------------------------------------------------

CREATE TABLE epoch (
  id word PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  peer word NOT NULL,
  day integer NOT NULL,
  kem_key word NOT NULL,
  enc bytea NOT NULL,
  secret bytea NOT NULL
);
CREATE INDEX epoch_send ON epoch (peer, day, kem_key, no);

CREATE TABLE officer (
  id word PRIMARY KEY,
  name text NOT NULL,
  agency text NOT NULL,
  lang word NOT NULL CHECK (lang IN ('en', 'fr', 'hi')),
  disabled boolean NOT NULL DEFAULT false
);

-- Only the hash of what is in the cookie.
CREATE TABLE session (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  officer word NOT NULL REFERENCES officer,
  began amount NOT NULL,
  used amount NOT NULL
);

-- What officers have done that is not yet, or no longer, on its way: the hold, and acts that came back.
CREATE TABLE held (
  id word PRIMARY KEY,
  item word NOT NULL,
  officer word NOT NULL REFERENCES officer,
  until amount NOT NULL,
  command bytea NOT NULL,
  state word NOT NULL CHECK (state IN ('held', 'submitted', 'returned')),
  returned word,
  returned_at amount,
  CHECK ((state = 'returned') = (returned IS NOT NULL AND returned_at IS NOT NULL))
);
CREATE INDEX held_due ON held (until) WHERE state = 'held';
CREATE INDEX held_item ON held (item);

CREATE TABLE upload (
  id word PRIMARY KEY,
  officer word NOT NULL REFERENCES officer,
  at amount NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  size amount NOT NULL,
  a word NOT NULL,
  c word NOT NULL,
  n amount NOT NULL,
  material bytea NOT NULL
);

-- monotone (record.md section 6): what may never roll back ---------------------------------------------------------

CREATE TABLE monotone (
  key word PRIMARY KEY,
  size amount NOT NULL,
  root bytea NOT NULL
);
