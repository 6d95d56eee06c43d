-- Which items there are of the desks that keep no list of their own lines: the id and the workflow of each, no word of it.
-- What they are is folded when somebody looks. No officer's reading meets this: the wall grants nothing.
CREATE UNLOGGED TABLE derived.opened (
  item text COLLATE "C" PRIMARY KEY,
  wf text COLLATE "C" NOT NULL
);
CREATE INDEX opened_wf ON derived.opened (wf, item);

-- Which agency of either party is its single point of contact, and which goes direct: asked for each new request, so that
-- the copy is automatic (server/src/officers/designations.ts).
CREATE UNLOGGED TABLE derived.designation (
  item text COLLATE "C" PRIMARY KEY,
  party text COLLATE "C" NOT NULL,
  agency text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  copy boolean NOT NULL
);
