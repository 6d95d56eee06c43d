-- What the node itself has last written of an officer: her keys, tokens and program in one hash, how often her standing
-- was changed, and a code over her whole row under a key that is not in the database. The home log has the same by
-- number and hash. A row that they do not explain is not believed.
ALTER TABLE officer
  ADD COLUMN credentials bytea CHECK (length(credentials) = 32),
  ADD COLUMN standing_no amount NOT NULL DEFAULT 0,
  ADD COLUMN standing_mac bytea CHECK (length(standing_mac) = 32);

-- Who proposed a change stands in what is sealed from now on: an older proposal does not open, and is proposed anew.
DELETE FROM officer_change;
