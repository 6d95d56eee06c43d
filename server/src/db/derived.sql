-- Derived from the four stores: dropped and rebuilt by replay, so nothing here is ever migrated. UNLOGGED keeps
-- readable content out of the write-ahead log, the replicas and the backups; a crash of PostgreSQL empties the
-- tables, and `ready` with them.

DROP SCHEMA IF EXISTS derived CASCADE;
CREATE SCHEMA derived;

CREATE UNLOGGED TABLE derived.ready (version text PRIMARY KEY);

CREATE UNLOGGED TABLE derived.act (
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  pos bigint,
  t bigint NOT NULL,
  seen bigint NOT NULL,
  floor bigint NOT NULL,
  item text COLLATE "C",
  act bytea NOT NULL,
  approvals text NOT NULL,
  -- The verdict over the persons behind it, given once at its position (link/src/persons.ts); null: nothing to say.
  persons jsonb,
  PRIMARY KEY (party, id)
);
CREATE UNIQUE INDEX act_place ON derived.act (origin, pos) WHERE pos IS NOT NULL;
CREATE INDEX act_item ON derived.act (item) WHERE item IS NOT NULL;
CREATE INDEX act_log ON derived.act (origin, pos) WHERE item IS NULL;

-- What each side has said of its own officers and their keys, beside the acts because it belongs to no item.
CREATE UNLOGGED TABLE derived.person_act (
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  pos bigint,
  t bigint NOT NULL,
  seen bigint NOT NULL,
  did text COLLATE "C" NOT NULL,
  officer text COLLATE "C",
  key text COLLATE "C",
  since bigint,
  act bytea NOT NULL,
  -- It still has a say: nothing that came later has taken its place (`standing` in link/src/persons.ts).
  live boolean NOT NULL DEFAULT true,
  PRIMARY KEY (party, id)
);
CREATE INDEX person_act_officer ON derived.person_act (origin, officer) WHERE live AND key IS NULL;
CREATE INDEX person_act_key ON derived.person_act (origin, key, pos) WHERE live;
CREATE INDEX person_act_declared ON derived.person_act (origin, pos) WHERE live AND did = 'officer-key';
CREATE INDEX person_act_live ON derived.person_act (origin, pos) WHERE live;

CREATE UNLOGGED TABLE derived.request (
  item text COLLATE "C" PRIMARY KEY,
  ref text NOT NULL,
  -- The list shows what it is told here; it is JSON because nothing is asked of its parts but the columns below.
  shown jsonb NOT NULL,
  -- Where and in which order it is listed (shelves.ts).
  shelf text COLLATE "C" NOT NULL,
  press bigint NOT NULL,
  -- Empty: nobody has it.
  assignee text COLLATE "C" NOT NULL,
  watchers text[] COLLATE "C" NOT NULL,
  follow_up bigint,
  -- By when our desk says whether the other side must have something unasked; null: nothing is asked.
  consider bigint,
  -- The next instant at which time itself tells somebody something (notices/rings.ts).
  ring bigint,
  -- When three quarters of the time of a running clock have passed.
  warn bigint,
  updated bigint NOT NULL,
  -- While the clock stands still: the log of the owing side, and the position of the asker that an entry of it has to
  -- cover before the clock starts or goes on.
  waits_origin text COLLATE "C",
  waits_pos bigint,
  -- What the policy asks of an item (access/item-facts.ts). Each has a value: over NULL, SQL and Cedar differ.
  audience text[] COLLATE "C" NOT NULL,
  red boolean NOT NULL,
  named text[] COLLATE "C" NOT NULL,
  level integer NOT NULL,
  topic text COLLATE "C" NOT NULL,
  -- As `cellOf` of the policy makes it.
  cell text COLLATE "C" NOT NULL GENERATED ALWAYS AS (topic || '/' || level) STORED,
  compartments text[] COLLATE "C" NOT NULL,
  sealed boolean NOT NULL,
  expires bigint NOT NULL,
  author text COLLATE "C" NOT NULL
);
-- The planner notes values of a column in a table that is logged: of what has words, none.
ALTER TABLE derived.request ALTER COLUMN shown SET STATISTICS 0;
-- What both walls ask of a line stands in the index beside it: what a reader may not see is passed over there, and
-- counting reads nothing else.
CREATE INDEX request_press ON derived.request (shelf, press, item)
  INCLUDE (audience, red, named, level, cell, compartments, sealed, expires, author);
CREATE INDEX request_updated ON derived.request (shelf, updated, item)
  INCLUDE (audience, red, named, level, cell, compartments, sealed, expires, author);
CREATE INDEX request_press_of ON derived.request (assignee, shelf, press, item)
  INCLUDE (audience, red, named, level, cell, compartments, sealed, expires, author);
CREATE INDEX request_updated_of ON derived.request (assignee, shelf, updated, item)
  INCLUDE (audience, red, named, level, cell, compartments, sealed, expires, author);
CREATE INDEX request_newest ON derived.request (updated, item)
  INCLUDE (shelf, audience, red, named, level, cell, compartments, sealed, expires, author);
-- What nobody here may read is found by these (derived.unseen).
CREATE INDEX request_audience ON derived.request (audience, cell);
CREATE INDEX request_nameless ON derived.request (item) WHERE (red OR sealed) AND named = '{}';
CREATE INDEX request_watched ON derived.request USING gin (watchers);
CREATE INDEX request_follow_up ON derived.request (follow_up) WHERE follow_up IS NOT NULL;
CREATE INDEX request_consider ON derived.request (consider) WHERE consider IS NOT NULL;
CREATE INDEX request_warn ON derived.request (shelf, warn, press, assignee) WHERE warn IS NOT NULL;
CREATE INDEX request_ring ON derived.request (ring) WHERE ring IS NOT NULL;
CREATE INDEX request_waits ON derived.request (waits_origin, waits_pos) WHERE waits_pos IS NOT NULL;

-- Items whose line of the list is older than their acts: written by the transaction that changes an item, brought up
-- to date by a loop, and by whoever is about to read the list.
CREATE UNLOGGED TABLE derived.stale (no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text COLLATE "C" NOT NULL);
CREATE INDEX stale_item ON derived.stale (item);

-- Acts of our own half (home log) with their texts, to be folded and searched.
CREATE UNLOGGED TABLE derived.home_act (
  id text COLLATE "C" PRIMARY KEY,
  pos bigint NOT NULL,
  item text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  args jsonb NOT NULL,
  text text,
  -- Of what came another way, all that is no text.
  paper jsonb
);
ALTER TABLE derived.home_act ALTER COLUMN text SET STATISTICS 0, ALTER COLUMN paper SET STATISTICS 0;
CREATE INDEX home_act_item ON derived.home_act (item, pos);
-- A relation shows on both items.
CREATE INDEX home_act_other ON derived.home_act ((args ->> 'other')) WHERE what = 'relate';

-- What of an item each officer has had on her screen (requests/marks.ts). A row for whoever has opened it, and for
-- whoever it concerns without having opened it.
CREATE UNLOGGED TABLE derived.mark (
  item text COLLATE "C" NOT NULL,
  officer text COLLATE "C" NOT NULL,
  -- How many acts of others there were when she last looked; null: she never has.
  seen integer,
  -- Of these, the other side's; null where the reading did not say.
  theirs integer,
  -- How many there are.
  others integer NOT NULL,
  concerned boolean NOT NULL,
  fresh boolean NOT NULL GENERATED ALWAYS AS (CASE WHEN seen IS NULL THEN concerned ELSE seen < others END) STORED,
  PRIMARY KEY (item, officer)
);
CREATE INDEX mark_fresh ON derived.mark (officer, item) WHERE fresh;

-- Who looked at a file, who took it and why, and when it was found whole: for its manifest.
CREATE UNLOGGED TABLE derived.handling (
  -- In the home log.
  pos bigint PRIMARY KEY,
  item text COLLATE "C" NOT NULL,
  file text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  because text,
  -- By who had the power to review then: shown to reviewers alone.
  review boolean NOT NULL
);
ALTER TABLE derived.handling ALTER COLUMN because SET STATISTICS 0;
CREATE INDEX handling_file ON derived.handling (item, file, pos);

-- Every entry of the home log, for oversight alone (server/src/oversight): found by matter, officer, verb and time
-- without a look at the others. The wall lets no officer's reading near it.
CREATE UNLOGGED TABLE derived.trail (
  pos bigint PRIMARY KEY,
  at bigint NOT NULL,
  -- An officer; of what the node did by itself the party.
  by text COLLATE "C" NOT NULL,
  verb text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  item text COLLATE "C",
  args jsonb NOT NULL
);
CREATE INDEX trail_at ON derived.trail (at);
CREATE INDEX trail_item ON derived.trail (item, pos) WHERE item IS NOT NULL;
CREATE INDEX trail_by ON derived.trail (by, pos);
CREATE INDEX trail_by_verb ON derived.trail (by, verb, pos);
CREATE INDEX trail_verb ON derived.trail (verb, pos);
-- What the node has said of its keys and of the other side's (`node/keys-in-force.ts`).
CREATE INDEX trail_keys ON derived.trail (pos)
  WHERE what IN ('keys-rotated', 'keys-followed', 'keys-taken', 'keys-stolen', 'card-accepted');
-- Which searches showed a matter.
CREATE INDEX trail_hits ON derived.trail USING gin ((args -> 'hits') jsonb_path_ops) WHERE what = 'query';

-- What oversight has found and holds: acts of the home log, of one finding in their order. Of a hold, no finding.
CREATE UNLOGGED TABLE derived.oversight_act (
  pos bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  finding text COLLATE "C",
  item text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  args jsonb NOT NULL,
  text text
);
CREATE INDEX oversight_act_finding ON derived.oversight_act (finding, pos) WHERE finding IS NOT NULL;
CREATE INDEX oversight_act_item ON derived.oversight_act (item, pos) WHERE finding IS NULL;
CREATE INDEX oversight_act_to ON derived.oversight_act ((args ->> 'to'), pos) WHERE what = 'finding';
CREATE UNLOGGED TABLE derived.hold (
  item text COLLATE "C" PRIMARY KEY,
  by text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  text text NOT NULL
);

-- To destroy is to delete from the keyring: of what oversight holds, nobody does, whatever he forgot to ask.
CREATE FUNCTION derived.keep_held() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT FROM derived.act JOIN derived.hold USING (item) WHERE act.party = OLD.party AND act.id = OLD.id)
    OR EXISTS (SELECT FROM derived.home_act JOIN derived.hold USING (item) WHERE home_act.id = OLD.id)
    OR EXISTS (SELECT FROM derived.release_act JOIN derived.hold USING (item) WHERE release_act.id = OLD.id)
  THEN
    RAISE EXCEPTION 'oversight holds this matter';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER keep_held BEFORE DELETE ON keyring FOR EACH ROW EXECUTE FUNCTION derived.keep_held();

-- What was said of what waits for its release: acts of the home log, of one proposal in their order.
CREATE UNLOGGED TABLE derived.release_act (
  pos bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL,
  proposal text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  args jsonb NOT NULL,
  text text
);
ALTER TABLE derived.release_act ALTER COLUMN text SET STATISTICS 0;
-- What oversight holds is found by the id of the act.
CREATE INDEX release_act_id ON derived.release_act (id);
CREATE INDEX release_act_proposal ON derived.release_act (proposal, pos);
-- Answers are used again in their matter alone.
CREATE INDEX release_act_item ON derived.release_act (item, pos);
-- Oversight compares one gate across matters.
CREATE INDEX release_act_gate ON derived.release_act ((args ->> 'gate'), pos) WHERE what = 'gate';
-- A release by one person waits for its review.
CREATE INDEX release_act_alone ON derived.release_act (at) WHERE what = 'alone';

-- By which words each text of an item is found: folded (words.ts), without their order. The texts themselves are
-- opened when they are shown.
CREATE UNLOGGED TABLE derived.word (
  item text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL,
  -- `party/id` of an act, with the slot of a file and a piece of its text behind it (file-words.ts); the id of an act
  -- of ours; or empty.
  act text COLLATE "C" NOT NULL,
  words tsvector NOT NULL,
  -- When the item last changed: what is gathered by a word stands in order without a look at the items. The index knows
  -- it in stretches of some weeks alone (derived.dated), so that writing it again seldom touches one.
  updated bigint NOT NULL,
  -- From this instant on nobody is told that a word stands in it: an act that expired, in an item that has not.
  expires bigint NOT NULL DEFAULT 9007199254740991,
  PRIMARY KEY (item, place, act)
) WITH (fillfactor = 85);
CREATE INDEX word_words ON derived.word USING gin (words);

-- The words of a text with the stretches of 2^31 and of 2^34 milliseconds in which its item last changed (finding.ts).
-- No word that is read in a text or sought begins with such a sign.
CREATE FUNCTION derived.dates(updated bigint) RETURNS text[] IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY['@d' || (updated >> 31), '@e' || (updated >> 34)];
CREATE FUNCTION derived.dated(words tsvector, updated bigint) RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE
  RETURN words || array_to_tsvector(derived.dates(updated));
CREATE FUNCTION derived.redated(words tsvector, was bigint, updated bigint) RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN was >> 31 = updated >> 31 THEN words
    ELSE derived.dated(ts_delete(words, derived.dates(was)), updated) END;

-- The words inside each attached file, read because the file is here (file-reading.ts): the task to read it, then its
-- text, sealed at rest and gone in the very statement that destroys the key of the file.
CREATE UNLOGGED TABLE derived.file (
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  item text COLLATE "C" NOT NULL,
  -- `unread`; `read`; `closed`: nothing of it can be read, or may be.
  state text COLLATE "C" NOT NULL,
  -- While unread: not taken up before this instant.
  due bigint NOT NULL,
  tries smallint NOT NULL,
  text bytea,
  PRIMARY KEY (party, id, slot),
  FOREIGN KEY (party, id, slot) REFERENCES keyring ON DELETE CASCADE
);
CREATE INDEX file_item ON derived.file (item);
CREATE INDEX file_unread ON derived.file (due) WHERE state = 'unread';

-- Files as pictures and words (looking.ts), sealed at rest: made when somebody looks, dropped when room is needed, and
-- gone in the very statement that destroys the key of the file.
CREATE UNLOGGED TABLE derived.rendering (
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  at bigint NOT NULL,
  bytes bigint NOT NULL,
  shown bytea NOT NULL,
  PRIMARY KEY (party, id, slot),
  FOREIGN KEY (party, id, slot) REFERENCES keyring ON DELETE CASCADE
);
CREATE UNLOGGED TABLE derived.rendering_page (
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  no smallint NOT NULL,
  png bytea NOT NULL,
  PRIMARY KEY (party, id, slot, no),
  FOREIGN KEY (party, id, slot) REFERENCES derived.rendering ON DELETE CASCADE
);
ALTER TABLE derived.rendering_page ALTER COLUMN png SET STORAGE EXTERNAL;
