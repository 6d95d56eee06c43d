-- The second wall: which rows an officer's reading meets, whatever the statement forgot to ask. Written by hand and
-- knowing nothing of policy/*.cedar, so that one mistake is not in both; a test holds the two together. Raised with
-- the derived tables, as `setu_reader`, in which officers' lists and searches are read (walls.ts).
--
-- What a transaction has said of the officer stands in settings, each asked once a statement. Where nothing was said
-- the casts of an empty text fail, and nothing is read.

REVOKE ALL ON ALL TABLES IN SCHEMA public, derived FROM PUBLIC, setu_reader;
GRANT USAGE ON SCHEMA public, derived TO setu_reader;

-- Items, and what is read by item: behind the wall.
GRANT SELECT ON derived.request, derived.act, derived.home_act, derived.file, derived.rendering, derived.rendering_page
  TO setu_reader;
-- The index of words. What asks it joins the lines: behind a wall of its own no condition on words could use an index,
-- because PostgreSQL does not know that to compare words gives nothing away.
GRANT SELECT ON derived.word TO setu_reader;
-- Parts and their keys, both sealed: what opens one is in its act, which stands behind the wall. A wall around tables
-- of the stores would have to be in every backup. And what has no content.
GRANT SELECT ON entry, pending, keyring, attachment, scan, notice TO setu_reader;
GRANT SELECT (id, name, agency, disabled) ON officer TO setu_reader;
-- Which key is whose, and when it was no longer: beside an act that may be read, this says what its signature is worth.
GRANT SELECT ON derived.person_act TO setu_reader;
-- In what the exchange is suspended: categories alone, said openly to both sides.
GRANT SELECT ON derived.suspension, derived.resumption TO setu_reader;

ALTER TABLE derived.request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.request FOR SELECT TO setu_reader USING (
  (SELECT current_setting('setu.active')::boolean AND current_setting('setu.officer') <> ''
    AND NOT 'administer' = ANY (current_setting('setu.powers')::text[]))
  AND (
    -- Oversight sees everything.
    (SELECT current_setting('setu.reach') = 'content' AND 'oversee' = ANY (current_setting('setu.powers')::text[]))
    OR (
      level <= (SELECT current_setting('setu.clearance')::integer)
      AND compartments <@ (SELECT current_setting('setu.compartments')::text[])
      AND (NOT sealed OR (SELECT current_setting('setu.officer')) = ANY (named))
      AND (
        -- That it is there, for who leads.
        (SELECT current_setting('setu.reach') = 'outline'
          AND 'supervise' = ANY (current_setting('setu.powers')::text[])
          AND NOT 'oversee' = ANY (current_setting('setu.powers')::text[]))
        OR (
          (SELECT current_setting('setu.reach') = 'content' AND 'read' = ANY (current_setting('setu.powers')::text[]))
          AND (SELECT current_setting('setu.reads')::jsonb) ? cell
          AND expires > (SELECT current_setting('setu.now')::bigint)
          AND ((SELECT current_setting('setu.agency')) = ANY (audience)
            OR author = (SELECT current_setting('setu.officer')))
          AND (NOT red OR (SELECT current_setting('setu.officer')) = ANY (named))
        )
      )
    )
  )
);

-- What an officer watches. Asked by the node itself, because of arrays too PostgreSQL does not know that to compare them
-- gives nothing away; it answers ids, and the lines behind them stand behind the wall.
CREATE FUNCTION derived.watched(officer text) RETURNS SETOF text STABLE SECURITY DEFINER SET search_path = ''
  LANGUAGE sql AS $$ SELECT item FROM derived.request WHERE watchers @> ARRAY[officer] $$;
REVOKE ALL ON FUNCTION derived.watched FROM PUBLIC;
GRANT EXECUTE ON FUNCTION derived.watched TO setu_reader;

-- Where a side wants a record back and the other has not answered, or the date has come until which it keeps it: few, and told
-- of each item on its own page. It answers ids, as above.
CREATE FUNCTION derived.recalling(at bigint) RETURNS SETOF text STABLE SECURITY DEFINER SET search_path = ''
  LANGUAGE sql AS $$ SELECT item FROM derived.recall WHERE NOT attested AND answerable AND coalesce(kept <= at, true) $$;
REVOKE ALL ON FUNCTION derived.recalling FROM PUBLIC;
GRANT EXECUTE ON FUNCTION derived.recalling TO setu_reader;

-- What nobody of ours may read, or is for named eyes and names nobody. Told of each agency in which cells somebody there
-- reads, one pair after the other. There are few audiences and cells, and each two are met by one step of the index; what
-- is none of these is not looked at. It answers ids, as above.
CREATE FUNCTION derived.unseen(agencies text[], cells text[]) RETURNS SETOF text STABLE SECURITY DEFINER SET search_path = ''
  SET enable_seqscan = off
  LANGUAGE sql AS $$
  WITH RECURSIVE met (audience, cell) AS (
    (SELECT audience, cell FROM derived.request ORDER BY audience, cell LIMIT 1)
    UNION ALL
    SELECT next.audience, next.cell FROM met CROSS JOIN LATERAL (SELECT request.audience, request.cell FROM derived.request
      WHERE (request.audience, request.cell) > (met.audience, met.cell)
      ORDER BY request.audience, request.cell LIMIT 1) AS next
  )
  SELECT found.item FROM met CROSS JOIN LATERAL
      (SELECT item FROM derived.request WHERE (audience, cell) = (met.audience, met.cell) OFFSET 0) AS found
    WHERE NOT EXISTS (SELECT FROM unnest(agencies, cells) AS reads (agency, cell)
      WHERE reads.agency = ANY (met.audience) AND reads.cell = met.cell)
  UNION
  SELECT item FROM derived.request WHERE (red OR sealed) AND named = '{}'
$$;
REVOKE ALL ON FUNCTION derived.unseen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION derived.unseen TO setu_reader;

-- When anything last changed, for whoever looks from there backwards; it is shown to nobody.
CREATE FUNCTION derived.newest() RETURNS bigint STABLE SECURITY DEFINER SET search_path = ''
  LANGUAGE sql AS $$ SELECT coalesce(max(updated), 0) FROM derived.request $$;
REVOKE ALL ON FUNCTION derived.newest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION derived.newest TO setu_reader;

-- An act, and what was read in a file or made of it, are reached with the item they belong to.
ALTER TABLE derived.act ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.act FOR SELECT TO setu_reader
  USING (EXISTS (SELECT FROM derived.request WHERE request.item = act.item));

ALTER TABLE derived.home_act ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.home_act FOR SELECT TO setu_reader
  USING (EXISTS (SELECT FROM derived.request WHERE request.item = home_act.item));

-- What is new to an officer is told to nobody else.
GRANT SELECT ON derived.mark TO setu_reader;
ALTER TABLE derived.mark ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.mark FOR SELECT TO setu_reader
  USING (officer = (SELECT current_setting('setu.officer')));

ALTER TABLE derived.file ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.file FOR SELECT TO setu_reader
  USING (EXISTS (SELECT FROM derived.request WHERE request.item = file.item));

ALTER TABLE derived.rendering ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.rendering FOR SELECT TO setu_reader
  USING (EXISTS (SELECT FROM derived.act WHERE (act.party, act.id) = (rendering.party, rendering.id)));

ALTER TABLE derived.rendering_page ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY officers ON derived.rendering_page FOR SELECT TO setu_reader
  USING (EXISTS (SELECT FROM derived.act WHERE (act.party, act.id) = (rendering_page.party, rendering_page.id)));

-- The node itself, where its login is no superuser: forced, the wall would stop the owner too.
CREATE POLICY node ON derived.request TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.act TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.home_act TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.mark TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.file TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.rendering TO CURRENT_USER USING (true);
CREATE POLICY node ON derived.rendering_page TO CURRENT_USER USING (true);
