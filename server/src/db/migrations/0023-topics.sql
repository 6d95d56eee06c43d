-- In which topics, and up to which level in each, what an officer was given holds: {"read": {"cyber": 2}, …}. What is not
-- named is not given. Until now a power held everywhere up to the clearance, which is written out here; `topics_written`
-- until the home log says so, at the next start (node/officers.ts).
ALTER TABLE officer
  ADD COLUMN topics jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(topics) = 'object'),
  ADD COLUMN topics_written boolean NOT NULL DEFAULT false;

UPDATE officer SET topics_written = true, topics = (
    SELECT jsonb_object_agg(power, (
      SELECT jsonb_object_agg(topic, clearance)
      FROM unnest('{general,cyber,drugs,fraud,organised,persons,terrorism}'::text[]) AS topic))
    FROM unnest(powers) AS power WHERE power = ANY ('{read,draft,send,approve}'))
  WHERE powers && '{read,draft,send,approve}';

-- A proposal says nothing of topics: it would take them all away.
DELETE FROM officer_change;
