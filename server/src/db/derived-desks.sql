-- Which items there are of the desks that keep no list of their own lines: the id and the workflow of each, no word of it.
-- What they are is folded when somebody looks. No officer's reading meets this: the wall grants nothing.
CREATE UNLOGGED TABLE derived.opened (
  item text COLLATE "C" PRIMARY KEY,
  wf text COLLATE "C" NOT NULL
);
CREATE INDEX opened_wf ON derived.opened (wf, item);
