-- What a restore has brought back of our own log and no key opens, and what of the peer's log was asked for again.
ALTER TABLE own_log ADD COLUMN closed_from amount;
ALTER TABLE peer_log ADD COLUMN wanted amount NOT NULL DEFAULT 0, ADD COLUMN asked amount NOT NULL DEFAULT 0;
