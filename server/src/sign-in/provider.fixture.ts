import "reflect-metadata";
import { createPrivateKey, webcrypto } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import * as x509 from "@peculiar/x509";
import OidcProvider from "oidc-provider";
import type { OidcConfig } from "./config.ts";

/** The clients under which our node is known there; they differ in how their ID tokens are signed. */
const CLIENTS = [
  { client_id: "setu", token_endpoint_auth_method: "none", id_token_signed_response_alg: "ES256" },
  {
    client_id: "setu-hs",
    client_secret: "synthetic-secret-of-32-characters!",
    id_token_signed_response_alg: "HS256",
  },
] as const;

type Instead = (...given: Parameters<RequestListener>) => unknown;

export type TestProvider = {
  readonly config: OidcConfig;
  /** Tells the provider where our screens are, once that is known. */
  serve(origin: string): void;
  /** Asked first from now on, until null; false leaves the answer to the provider. */
  answer(instead: Instead | null): void;
  close(): Promise<void>;
};

/** A certified provider, over TLS, with its own sign-in pages; any name and any password will do there. */
export async function testProvider(): Promise<TestProvider> {
  const { key, certificate } = await localhostCertificate();
  let serving: RequestListener = (_, response) => response.writeHead(503).end();
  let instead: Instead | null = null;
  const server = createServer({ key, cert: certificate }, (...given) => {
    if (!instead?.(...given)) serving(...given);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  const jwk = await signingKey();
  return {
    config: { issuer, client: "setu", claim: "sub", hosts: ["localhost"], ca: certificate },
    serve(origin) {
      const provider = new OidcProvider(issuer, {
        clients: CLIENTS.map((client) => ({
          ...client,
          redirect_uris: [`${origin}/sign-in/callback`],
          post_logout_redirect_uris: [`${origin}/`],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        })),
        jwks: { keys: [jwk] },
        cookies: { keys: ["synthetic"] },
        enabledJWA: { idTokenSigningAlgValues: ["ES256", "HS256"] },
        findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
        features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
        ttl: {
          Session: 600,
          Interaction: 600,
          Grant: 600,
          AccessToken: 60,
          AuthorizationCode: 60,
          IdToken: 600,
        },
      });
      const callback = provider.callback();
      serving = (request, response) => void callback(request, response);
    },
    answer: (other) => void (instead = other),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function signingKey(): Promise<object> {
  const pair = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const { key_ops: _, ext: __, ...jwk } = await webcrypto.subtle.exportKey("jwk", pair.privateKey);
  return { ...jwk, use: "sig", alg: "ES256", kid: "one" };
}

async function localhostCertificate(): Promise<{ readonly key: string; readonly certificate: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: "CN=localhost",
      keys,
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2120-01-01T00:00:00Z"),
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }])],
    },
    webcrypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { key: key.export({ type: "pkcs8", format: "pem" }), certificate: certificate.toString("pem") };
}
