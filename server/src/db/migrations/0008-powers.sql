-- What an officer may read and do, from when to when. Who is not told what she may do may do nothing.
ALTER TABLE officer
  ADD COLUMN clearance integer NOT NULL DEFAULT 0 CHECK (clearance BETWEEN 0 AND 4),
  ADD COLUMN compartments text[] NOT NULL DEFAULT '{}',
  ADD COLUMN powers text[] NOT NULL DEFAULT '{}',
  ADD COLUMN accredited_from amount NOT NULL DEFAULT 0,
  ADD COLUMN accredited_until amount NOT NULL DEFAULT 0,
  ADD COLUMN suspended boolean NOT NULL DEFAULT false;

-- Open streams ask at once whether they may go on, in every process (`node/wakeup.ts`), whoever changed the row.
CREATE FUNCTION officer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('setu', '{"from":"officer","items":[]}');
  RETURN NULL;
END $$;
CREATE TRIGGER officer_changed AFTER UPDATE ON officer FOR EACH STATEMENT EXECUTE FUNCTION officer_changed();
