-- What was destroyed stays destroyed (record.md section 6): a set that only grows, copied beside the database
-- (disposal/journal.ts). Keys and bodies that come back with a backup or from the other side are kept out by it.
CREATE TABLE disposal (
  party word NOT NULL,
  id word NOT NULL,
  -- Where the record stands.
  origin word NOT NULL,
  pos amount NOT NULL,
  at amount NOT NULL,
  ground word NOT NULL,
  -- Who decided, and who agreed; of a rule the party, and nobody.
  by word NOT NULL,
  agreed word,
  -- Where the home log attests it; null: what attested it went with a restore, and the record is not here.
  attested amount,
  -- When the bytes were written over too (disposal/rewrite.ts); 0: that has begun.
  rewritten amount,
  PRIMARY KEY (party, id)
);
CREATE INDEX disposal_place ON disposal (origin, pos);
CREATE INDEX disposal_unwritten ON disposal (at) WHERE rewritten IS NULL OR rewritten = 0;

-- A file that was destroyed is not fetched again.
ALTER TABLE attachment DROP CONSTRAINT attachment_state_check,
  ADD CHECK (state IN ('whole', 'fetching', 'refused', 'destroyed'));

-- Runs of the rule that destroys by date: one at a time, gone on with by whoever finds it unfinished.
CREATE TABLE purge (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  began amount NOT NULL,
  ended amount,
  -- The order in which matters are gone through: the last one.
  reached_at amount NOT NULL DEFAULT 0,
  reached word,
  -- Matters.
  destroyed integer NOT NULL DEFAULT 0,
  kept integer NOT NULL DEFAULT 0,
  stopped_by word
);
CREATE UNIQUE INDEX purge_open ON purge ((true)) WHERE ended IS NULL;
