-- Programs of an agency's own, which sign in with a key instead of a person (RFC 6749 section 4.4). Each is a row among
-- the officers too, so that one policy, one wall and one log judge and name both. What only a person can answer for is
-- never in its powers.
ALTER TABLE officer
  ADD COLUMN machine boolean NOT NULL DEFAULT false,
  ADD CHECK (NOT machine OR powers <@ ARRAY['read', 'draft', 'send']);

-- It proves itself by a key of its own (RFC 7523) or by a certificate (RFC 8705), never by both.
CREATE TABLE client (
  id word PRIMARY KEY REFERENCES officer,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  -- A public JWK (RFC 7517), or the hash of a certificate's SubjectPublicKeyInfo.
  jwk text CHECK (length(jwk) <= 1000),
  pin word,
  made amount NOT NULL,
  revoked amount,
  CHECK ((jwk IS NULL) <> (pin IS NULL))
);

-- What a client was given for five minutes: the hash, and the key or certificate without which it opens nothing. After a
-- crash clients ask again.
CREATE UNLOGGED TABLE access_token (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  client word NOT NULL REFERENCES client,
  scopes text[] NOT NULL,
  -- Thumbprint of a DPoP key (RFC 9449), or of a certificate (RFC 8705 section 3.1).
  jkt word,
  x5t word,
  until amount NOT NULL,
  CHECK ((jkt IS NULL) <> (x5t IS NULL))
);
CREATE INDEX access_token_until ON access_token (until);
CREATE INDEX access_token_client ON access_token (client);

-- Assertions and proofs that have counted, until they are too old to count: each is taken once, in whichever process.
CREATE TABLE spent_proof (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  until amount NOT NULL
);
CREATE INDEX spent_proof_until ON spent_proof (until);
