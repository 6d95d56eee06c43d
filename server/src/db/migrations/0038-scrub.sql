-- How far the slow look through everything that is stored has come: a start goes on with it where it was.
CREATE TABLE scrub (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- What is looked through now, and where in it; null: no round is under way.
  part word,
  place jsonb,
  began amount NOT NULL DEFAULT 0,
  -- When a round last came to its end, and how much that was not as it was written it had found by then.
  ended amount,
  found integer NOT NULL DEFAULT 0,
  CHECK (part IS NOT NULL OR place IS NULL)
);
INSERT INTO scrub DEFAULT VALUES;
