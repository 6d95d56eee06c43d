import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import { oidcProvider } from "./oidc.ts";
import { testProvider, type TestProvider } from "./provider.fixture.ts";

/** Tokens that a provider has signed and that are for somebody else, too old or of another kind (RFC 8725, OIDC Core 3.1.3.7). */
let provider: TestProvider;
before(async () => {
  provider = await testProvider();
  provider.serve("https://setu.example");
});
after(() => provider.close());

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = { ...publicKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "two" };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);
const HEADER = { alg: "ES256", kid: "two" };

/** What our node makes of the token when the provider answers with it. */
async function judged(change: object, header: object = HEADER, signer = privateKey): Promise<string> {
  const { config } = provider;
  const here = oidcProvider(config, "https://setu.example", Date.now);
  const begun = await here.begin();
  const good = { iss: config.issuer, sub: "ca.officer-1", aud: config.client, iat: now(), exp: now() + 600 };
  const text = `${part(header)}.${part({ ...good, nonce: begun.nonce, ...change })}`;
  const signature = sign("sha256", Buffer.from(text), { key: signer, dsaEncoding: "ieee-p1363" });
  provider.answer(({ url }, response) => {
    const answer = url === "/jwks" ? { keys: [jwk] } : tokens(`${text}.${signature.toString("base64url")}`);
    if (url !== "/jwks" && url !== "/token") return false;
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  try {
    const back = new URLSearchParams({ code: randomUUID(), state: begun.state, iss: config.issuer });
    return (await here.finish(`?${back.toString()}`, begun)).who;
  } catch (error) {
    assert.ok(isSetuError(error, "IDP_REFUSED"), String(error));
    return `refused: ${String(error.detail["reason"])}`;
  } finally {
    provider.answer(null);
  }
}
const tokens = (id: string) => ({ access_token: "synthetic", token_type: "Bearer", id_token: id });

test("an ID token is for this node, from this provider, of now and of one person, or it is none", async () => {
  assert.equal(await judged({}), "ca.officer-1");
  const minutes = 60;
  for (const [change, reason] of [
    [{ aud: "another" }, "aud"],
    [{ aud: ["another", "third"] }, "aud"],
    [{ iss: "https://elsewhere.example" }, "iss"],
    [{ exp: now() - 10 * minutes }, "exp"],
    [{ nbf: now() + 10 * minutes }, "nbf"],
    [{ nonce: "another" }, "nonce"],
  ] as const)
    assert.equal(await judged(change), `refused: ${reason}`, JSON.stringify(change));
  for (const missing of [{ exp: undefined }, { aud: undefined }, { sub: undefined }, { nonce: undefined }])
    assert.match(await judged(missing), /^refused: /, JSON.stringify(Object.keys(missing)));
});

test("what a token says of its own key and algorithm is not believed", async () => {
  for (const header of [
    { alg: "none" },
    { alg: "HS256", kid: "two" },
    { alg: "ES256", kid: "three" },
    { alg: "ES256", kid: "two", crit: ["b64"], b64: false },
  ])
    assert.match(await judged({}, header), /^refused: /, JSON.stringify(header));
  // A key that the token itself brings, or says where to fetch, is not asked for: the provider's decides.
  const { privateKey: own, publicKey: other } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const brought = { ...HEADER, jwk: other.export({ format: "jwk" }), jku: "https://elsewhere.example/jwks" };
  assert.equal(await judged({}, brought), "ca.officer-1");
  assert.match(await judged({}, brought, own), /^refused: /);
});
