-- What the peer's last pulse said it speaks. Until the next pulse nothing is known, and no item is opened.
ALTER TABLE peer_log ADD COLUMN pulse_versions text[] NOT NULL DEFAULT '{}';
