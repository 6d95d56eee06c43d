-- Which keys each side has announced, by log (`server/src/node/rotation.ts`): the first word of a rotation counts there.

CREATE UNLOGGED TABLE derived.key_act (
  act text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  rotation text COLLATE "C" NOT NULL,
  follows text COLLATE "C" NOT NULL,
  becomes text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin, rotation)
);
-- However many are announced, those that follow the present keys are found at once.
CREATE INDEX key_act_follows ON derived.key_act (party, follows);
CREATE INDEX key_act_act ON derived.key_act (act, party);
