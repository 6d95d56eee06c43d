-- What the scanner has said of a file, named by the commitments to its content and to its ciphertext: one ciphertext
-- can open to two contents under two keys. A verdict stays; a file without one is held while a scanner is set up.
CREATE TABLE scan (
  a word NOT NULL,
  c word NOT NULL,
  verdict word NOT NULL CHECK (verdict IN ('clean', 'found')),
  at amount NOT NULL,
  PRIMARY KEY (a, c)
);
