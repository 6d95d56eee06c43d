-- That the exchange be suspended in something, or go on: by one who leads, until another confirms it or either drops it.
CREATE TABLE suspension_proposal (
  id word PRIMARY KEY,
  -- What would be said to the other side, sealed.
  content bytea NOT NULL,
  proposed_by word NOT NULL REFERENCES officer,
  at amount NOT NULL
);
