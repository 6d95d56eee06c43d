-- What an officer was given by the configuration when it was last read, hashed: from then on what two administrators
-- have changed counts, until the configuration itself says something else.
ALTER TABLE officer ADD COLUMN seeded bytea CHECK (length(seeded) = 32);

-- What one administrator wants to give or take, until another agrees or either drops it. One at a time for each officer.
CREATE TABLE officer_change (
  id word PRIMARY KEY,
  officer word NOT NULL UNIQUE REFERENCES officer,
  -- The officer as the proposal found and as it would leave him, sealed, with the reason.
  content bytea NOT NULL,
  proposed_by word NOT NULL REFERENCES officer,
  at amount NOT NULL,
  CHECK (officer <> proposed_by)
);

-- Somebody has looked at an alarm, and says why it needs no more.
ALTER TABLE alarm
  ADD COLUMN acknowledged_by word,
  ADD COLUMN acknowledged_at amount,
  ADD COLUMN because text CHECK (length(because) <= 2000),
  ADD CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL));
