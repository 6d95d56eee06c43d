import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

/** A program that may say anything: what `openid-client` would never send. */
export class Program {
  readonly key: CryptoKey;
  readonly jwk: JWK;

  constructor(key: CryptoKey, jwk: JWK) {
    this.key = key;
    this.jwk = jwk;
  }

  static async make(alg = "ES256"): Promise<Program> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    return new Program(privateKey, await exportJWK(publicKey));
  }

  #sign(header: object, claims: Record<string, unknown>): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: "ES256", ...header }).sign(this.key);
  }

  assertion(
    id: string,
    issuer: string,
    lies: Record<string, unknown> = {},
    header: object = {},
  ): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: id, sub: id, aud: issuer, jti: randomUUID(), iat, exp: iat + 60 };
    return this.#sign(header, { ...claims, ...lies });
  }

  proof(
    { method, url, nonce, token }: { method: string; url: string; nonce: string; token?: string },
    lies: Record<string, unknown> = {},
    header: object = {},
  ): Promise<string> {
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      nonce,
      ...(token !== undefined && { ath: createHash("sha256").update(token).digest("base64url") }),
      ...lies,
    };
    return this.#sign({ typ: "dpop+jwt", jwk: this.jwk, ...header }, claims);
  }
}
