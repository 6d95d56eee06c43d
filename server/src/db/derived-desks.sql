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

-- Which permission is about which matter, so that a matter finds its own without folding those of all others
-- (server/src/permissions/following.ts). Ids alone; no officer's reading meets this.
CREATE UNLOGGED TABLE derived.permission (
  item text COLLATE "C" PRIMARY KEY,
  matter text COLLATE "C" NOT NULL
);
CREATE INDEX permission_matter ON derived.permission (matter, item);
