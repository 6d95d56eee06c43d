-- What witnesses have cosigned of our logs, each beside the receipt of that size. The earliest stays: it is what proves
-- when something was there.
CREATE TABLE cosignature (
  origin word NOT NULL,
  size amount NOT NULL,
  -- Name and id of the key, as a verifier key begins.
  witness word NOT NULL,
  -- By the witness's clock, POSIX seconds.
  t amount NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (origin, size, witness)
);
ALTER TABLE cosignature ALTER COLUMN signature SET STORAGE EXTERNAL;

-- Where each witness stands: the tree it cosigned last, when by our clock it last did, and why it did not the last time
-- that it was asked.
CREATE TABLE witness_head (
  witness word NOT NULL,
  origin word NOT NULL,
  size amount NOT NULL,
  heard amount NOT NULL,
  refused word,
  PRIMARY KEY (witness, origin)
);
