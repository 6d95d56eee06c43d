-- Of a text or file of ours that was recalled, what tells it again when it comes back: its commitment, and the salt of that,
-- sealed under the key outside the database. It opens nothing, and is no hash that anybody else could look for.
CREATE TABLE recalled_part (
  id word NOT NULL,
  slot smallint NOT NULL CHECK (slot >= 1),
  item word NOT NULL,
  commitment word NOT NULL,
  -- Of a file, the hash of its sealed bytes, as both sides have signed it.
  sealed word,
  salt bytea NOT NULL,
  -- Where the other side has attested that it was destroyed there.
  attested_origin word,
  attested_pos amount,
  attested_t amount,
  -- When it had come again, and by which record: the first time, for one alarm.
  again_at amount,
  again_id word,
  PRIMARY KEY (id, slot)
);
CREATE INDEX recalled_part_item ON recalled_part (item);
CREATE INDEX recalled_part_attested ON recalled_part (id) WHERE attested_pos IS NOT NULL AND again_at IS NULL;
