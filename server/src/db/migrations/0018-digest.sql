-- One mail at the beginning of an officer's shift, of what concerns her and was not sent at once.

-- The hour at which it begins, in her zone; absent: not chosen.
ALTER TABLE preference ADD COLUMN shift smallint CHECK (shift BETWEEN 0 AND 23);

CREATE TABLE digest (
  officer word PRIMARY KEY REFERENCES officer,
  -- Of the last one, as the calendar of her zone has it (RFC 3339 full-date).
  day word NOT NULL,
  -- Notices up to this one have been in a digest.
  upto amount NOT NULL,
  -- Whoever sends it has it until then.
  taken amount NOT NULL,
  tries integer NOT NULL
);
