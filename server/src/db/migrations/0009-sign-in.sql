-- How each session began, and when the person last proved to be there.
ALTER TABLE session
  ADD COLUMN way word NOT NULL DEFAULT 'demo' CHECK (way IN ('demo', 'oidc', 'passkey', 'certificate')),
  ADD COLUMN proved amount NOT NULL DEFAULT 0,
  -- What the identity provider said (OpenID Connect Core section 2); its token, sealed, by which it signs out again.
  ADD COLUMN acr text CHECK (length(acr) <= 500),
  ADD COLUMN auth_time amount,
  ADD COLUMN id_token bytea,
  -- The passkey that was used.
  ADD COLUMN passkey word;

-- What was begun and is not finished: a way to the identity provider, a challenge to a key. Each is taken once, by its
-- secret, of which only the hash is here. After a crash officers begin again.
CREATE UNLOGGED TABLE ceremony (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  kind word NOT NULL,
  officer word REFERENCES officer,
  at amount NOT NULL,
  content bytea NOT NULL
);
CREATE INDEX ceremony_at ON ceremony (at);

-- Public keys of officers (WebAuthn). One that was taken out of use stays: what was signed with it can be verified.
CREATE TABLE passkey (
  -- Hash of the public key: what approvals call it.
  key word PRIMARY KEY,
  credential bytea NOT NULL UNIQUE CHECK (length(credential) <= 1023),
  officer word NOT NULL REFERENCES officer,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  algorithm integer NOT NULL,
  cose bytea NOT NULL,
  spki bytea NOT NULL,
  counter amount NOT NULL,
  transports text[] NOT NULL,
  -- Whether a cloud may copy it to other devices, and has.
  synced boolean NOT NULL,
  backed_up boolean NOT NULL,
  made amount NOT NULL,
  used amount,
  ended amount,
  why word CHECK (why IN ('removed', 'counter')),
  CHECK ((ended IS NULL) = (why IS NULL))
);
CREATE INDEX passkey_officer ON passkey (officer);

-- What a key has signed of an act that is held, sealed: the challenge, the approvals, the secrets of the text's commitment.
ALTER TABLE held ADD COLUMN signed bytea;

-- What an officer has given a program of her own: the hash, and until when.
CREATE TABLE token (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  officer word NOT NULL REFERENCES officer,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  writes boolean NOT NULL,
  made amount NOT NULL,
  until amount NOT NULL,
  used amount
);
CREATE INDEX token_officer ON token (officer);

-- An administrator asks for a new code for an officer who has lost every key; another has to agree.
CREATE TABLE recovery (
  officer word PRIMARY KEY REFERENCES officer,
  asked_by word NOT NULL REFERENCES officer,
  at amount NOT NULL,
  CHECK (officer <> asked_by)
);

-- One code an officer, handed over by a person: its hash, and until when it counts.
CREATE TABLE enrolment (
  officer word PRIMARY KEY REFERENCES officer,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  until amount NOT NULL
);
