import assert from "node:assert/strict";
import { generateKeyPairSync, verify, webcrypto, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import { Authority } from "@setu/server/sign-in/certificates.fixture.ts";
import { cardCode } from "@setu/server/sign-in/card-code.ts";
import { signAct } from "./act-sign.ts";
import type { Client } from "./client.ts";

/** The program at the card, with a node that says whatever the test wants. */
const folder = mkdtempSync(join(tmpdir(), "setu-card-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const message = Buffer.from('DSSEv1 29 application/vnd.setu.act+json 15 {"do":"answer"}');

before(async () => {
  const authority = await Authority.make();
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await webcrypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]);
  writeFileSync(file("card.crt"), (await authority.card({ publicKey: key })).toString("pem"));
  writeFileSync(file("other.crt"), (await authority.card()).toString("pem"));
  writeFileSync(file("card.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  // As PKCS #11 does: r and s, each of 32 bytes.
  writeFileSync(
    file("signer.mjs"),
    `import { createPrivateKey, sign } from "node:crypto";
     import { readFileSync } from "node:fs";
     const key = createPrivateKey(readFileSync(process.argv[2]));
     process.stdout.write(sign("sha256", readFileSync(0), { key, dsaEncoding: "ieee-p1363" }));`,
  );
});

type Brought = { readonly certificate: string; readonly signature: string };
async function signed(
  signer: readonly string[],
  rest: { readonly key?: string; readonly certificate?: string; readonly code?: string } = {},
): Promise<Brought[]> {
  const brought: Brought[] = [];
  const client = {
    get: () => Promise.resolve({ message: message.toString("base64url"), signed: false }),
    post: (_path: string, value: Brought) => Promise.resolve(void brought.push(value)),
  } as unknown as Client;
  const { code = cardCode(message), certificate = file("card.crt"), ...key } = rest;
  await signAct(client, code, signer, { certificate, yes: true, json: false, ...key });
  return brought;
}

const SIGNER = [process.execPath, file("signer.mjs"), file("card.key")];

test("a program at the card signs the bytes that it is given, and both ways of writing ECDSA reach the node in DER", async () => {
  for (let i = 0; i < 8; i++) {
    for (const brought of [await signed([], { key: file("card.key") }), i < 2 ? await signed(SIGNER) : []]) {
      for (const { certificate, signature } of brought) {
        const of = new X509Certificate(Buffer.from(certificate, "base64url"));
        assert.ok(verify("sha256", message, of.publicKey, Buffer.from(signature, "base64url")));
      }
    }
  }
});

test("nothing is brought that is not what the screen showed, not by this card, or not signed at all", async () => {
  const refused = (code: string) => (error: unknown) => isSetuError(error, code as never);
  await assert.rejects(signed(SIGNER, { code: "AAAAA-AAAAA" }), refused("CONTRADICTION"));
  await assert.rejects(signed(SIGNER, { certificate: file("other.crt") }), refused("BAD_APPROVAL"));
  await assert.rejects(signed([process.execPath, "-e", ""]), refused("BAD_APPROVAL"));
  await assert.rejects(signed([process.execPath, "-e", "process.exit(1)"]), refused("BAD_APPROVAL"));
  await assert.rejects(signed([]), refused("USAGE"));
  await assert.rejects(signed(SIGNER, { key: file("card.key") }), refused("USAGE"));
});
