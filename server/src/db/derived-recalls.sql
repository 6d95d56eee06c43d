-- What a side has recalled of its own records, and whether the other's word on it has come: one line for each record. Read
-- by the node alone, which says what it has destroyed, and answers ids of items in which a recall is open (wall.sql); no
-- officer's reading meets this.
CREATE UNLOGGED TABLE derived.recall (
  item text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  attested boolean NOT NULL,
  -- By when the other side, which has said that it keeps it, looks at that again; null: it has said no such thing.
  kept bigint,
  answerable boolean NOT NULL,
  PRIMARY KEY (party, id)
);
CREATE INDEX recall_item ON derived.recall (item);
CREATE INDEX recall_open ON derived.recall (party) WHERE NOT attested AND answerable;
