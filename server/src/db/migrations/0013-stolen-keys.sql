-- Since when somebody else may have used a key that is out of use: what it signed from then on is flagged, never undone.
ALTER TABLE passkey
  ADD COLUMN stolen_since amount,
  DROP CONSTRAINT passkey_why_check,
  ADD CONSTRAINT passkey_why_check CHECK (why IN ('removed', 'counter', 'stolen')),
  ADD CHECK (stolen_since IS NULL OR ended IS NOT NULL);
