-- What each side has said of suspensions, by log: the first word of an id counts, and one that was ended stays so. When
-- it was said stands in the act, whose instant is final only with its position.

CREATE UNLOGGED TABLE derived.suspension (
  act text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  offences text[] NOT NULL,
  agencies text[] NOT NULL,
  level integer NOT NULL,
  direction text NOT NULL,
  from_at bigint NOT NULL,
  reason text NOT NULL,
  review bigint NOT NULL,
  PRIMARY KEY (origin, id)
);
-- However much the other side says, asking after ours reads ours.
CREATE INDEX suspension_party ON derived.suspension (party);
CREATE INDEX suspension_id ON derived.suspension (id, party);

CREATE UNLOGGED TABLE derived.resumption (
  act text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin, id)
);
CREATE INDEX resumption_id ON derived.resumption (id, party);
CREATE INDEX suspension_act ON derived.suspension (act, party);
CREATE INDEX resumption_act ON derived.resumption (act, party);
