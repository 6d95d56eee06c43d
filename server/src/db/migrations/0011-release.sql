-- Who an officer is, where one person has several accounts; her own id where she has one.
ALTER TABLE officer ADD COLUMN person word;
UPDATE officer SET person = id;

-- What waits for its release: an act of an officer as it will leave, sealed, with the secrets to whose commitment it is
-- bound. What was said of it stands in the home log (`derived.release_act`).
CREATE TABLE proposal (
  id word PRIMARY KEY,
  item word NOT NULL,
  officer word NOT NULL REFERENCES officer,
  at amount NOT NULL,
  command bytea NOT NULL,
  signed bytea NOT NULL,
  -- Hash of the bytes of the act: what an approval names.
  challenge word NOT NULL,
  state word NOT NULL CHECK (state IN ('open', 'approved', 'returned', 'withdrawn')),
  -- Who approved, and whether he was alone.
  approver word REFERENCES officer,
  alone boolean NOT NULL DEFAULT false,
  CHECK (state <> 'approved' OR approver IS NOT NULL)
);
CREATE INDEX proposal_open ON proposal (at) WHERE state = 'open';
CREATE INDEX proposal_item ON proposal (item);
