-- Keys of certificates, as on a smart card, beside the keys of browsers: of these the credential and the COSE form are
-- what a browser made.
ALTER TABLE passkey
  ADD COLUMN kind word NOT NULL DEFAULT 'webauthn' CHECK (kind IN ('webauthn', 'x509')),
  ALTER COLUMN credential DROP NOT NULL,
  ALTER COLUMN cose DROP NOT NULL,
  ADD CHECK (kind = 'x509' OR (credential IS NOT NULL AND cose IS NOT NULL));
