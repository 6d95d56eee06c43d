-- What was done on each individual's request: acts of the home log, of one case in their order. Who has the power to redress
-- is shown them by server/src/individuals alone; no officer's reading meets this: the wall grants nothing.
CREATE UNLOGGED TABLE derived.case_act (
  pos bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  "case" text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  args jsonb NOT NULL,
  text text
);
CREATE INDEX case_act_case ON derived.case_act ("case", pos);
CREATE INDEX case_act_consultation ON derived.case_act ((args ->> 'consultation')) WHERE what = 'case-consult';

-- Which matters a case binds: while it is open nothing of them is destroyed but by its decision; while one is restricted it
-- is neither used nor passed on nor released.
CREATE UNLOGGED TABLE derived.case_matter (
  item text COLLATE "C" NOT NULL,
  "case" text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  restricted bigint,
  PRIMARY KEY (item, "case")
);
CREATE INDEX case_matter_case ON derived.case_matter ("case");
