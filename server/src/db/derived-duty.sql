-- Who is on duty, who has consulted what and why, and what was lent: derived from the home log, like all in `derived.sql`,
-- which is read before this file. Only the node itself reads these.

-- A stretch of time for which an officer answers in a role. A row that has passed stays: a roster that has run out is
-- still a roster.
CREATE UNLOGGED TABLE derived.shift (
  id text COLLATE "C" PRIMARY KEY,
  officer text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  -- Milliseconds since 1970: from the first instant up to the second.
  begins bigint NOT NULL,
  ends bigint NOT NULL,
  by text COLLATE "C" NOT NULL
);
CREATE INDEX shift_role ON derived.shift (role, ends);
CREATE INDEX shift_officer ON derived.shift (officer, ends);

-- What whoever left said to whoever came.
CREATE UNLOGGED TABLE derived.handover (
  id text COLLATE "C" PRIMARY KEY,
  at bigint NOT NULL,
  by text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  -- Empty: to nobody.
  officer text COLLATE "C" NOT NULL,
  note text NOT NULL
);
CREATE INDEX handover_at ON derived.handover (at);

-- Reasons that officers gave for consulting, or taking out, what is no matter of theirs; each for a time.
CREATE UNLOGGED TABLE derived.reason (
  id text COLLATE "C" PRIMARY KEY,
  by text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  verb text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);
CREATE INDEX reason_by ON derived.reason (by, item, verb, until);

-- What counts against the brake, a row an entry of the home log: `open` of an item, `take` of lines out of this node, and
-- for the officer `by` whom it concerns, that the brake stopped her or that it was lifted.
CREATE UNLOGGED TABLE derived.reading (
  pos bigint PRIMARY KEY,
  by text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  what text COLLATE "C" NOT NULL,
  -- Empty where no single item is meant.
  item text COLLATE "C" NOT NULL,
  lines integer NOT NULL
);
CREATE INDEX reading_by ON derived.reading (by, what, at);

-- Approval that one officer has lent to another for a time; what has ended stays.
CREATE UNLOGGED TABLE derived.delegation (
  id text COLLATE "C" PRIMARY KEY,
  officer text COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  -- Milliseconds since 1970: from the first instant up to the second.
  begins bigint NOT NULL,
  ends bigint NOT NULL
);
CREATE INDEX delegation_officer ON derived.delegation (officer, ends);
