import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import type * as x509 from "@peculiar/x509";
import { Authority, clientCert, pinOf } from "./certificates.fixture.ts";
import { officerOfCertificate } from "./certificates.ts";
import type { CertificateConfig } from "./config.ts";
import { provingNode } from "./node.fixture.ts";

/** Smart cards of a ministry's own authority, behind a proxy that says which it was. */
const now = Date.now();
const folder = mkdtempSync(join(tmpdir(), "setu-cards-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let authority: Authority;
let card: x509.X509Certificate;
let config: CertificateConfig;
before(async () => {
  authority = await Authority.make();
  card = await authority.card();
  config = {
    socket: join(folder, "proxy.sock"),
    ca: authority.certificate.toString("pem"),
    crl: await authority.revocations(join(folder, "crl"), ["0b"]),
    officers: [{ key: pinOf(card), id: "ca.officer-1" }],
  };
});

const refused = (reason: string) => (error: unknown) => {
  assert.ok(isSetuError(error, "FORBIDDEN"), String(error));
  assert.equal(error.detail["reason"], reason);
  return true;
};

test("abuse 42: a card that is another authority's, out of its dates, for another use, revoked or unknown opens nothing", async () => {
  assert.equal(await officerOfCertificate(config, clientCert(card), now), "ca.officer-1");
  const same = async (made: Parameters<Authority["card"]>[0], of = authority) => {
    const other = await of.card(made);
    return [
      { ...config, officers: [{ key: pinOf(other), id: "ca.officer-1" }] },
      clientCert(other),
      now,
    ] as const;
  };
  const twin = await Authority.make();
  for (const [given, reason] of [
    [await same({}, twin), "issuer"],
    [await same({ authority: true }), "issuer"],
    [await same({ to: now - 1 }), "dates"],
    [await same({ from: now + 60_000 }), "dates"],
    [await same({ usage: "1.3.6.1.5.5.7.3.1" }), "usage"],
    [await same({ serial: "0b" }), "revoked"],
    [[config, clientCert(await authority.card()), now], "unknown"],
    [[config, undefined, now], "header"],
    [[config, "x", now], "header"],
    [[config, ":AAAA:", now], "header"],
  ] as const)
    await assert.rejects(
      officerOfCertificate(...(given as Parameters<typeof officerOfCertificate>)),
      refused(reason),
      reason,
    );
});

test("abuse 42: without a list of revocations that is the authority's and in its time nobody comes in", async () => {
  const twin = await Authority.make();
  const bad = (name: string) => join(folder, name);
  writeFileSync(bad("empty"), "");
  for (const crl of [
    bad("missing"),
    bad("empty"),
    await twin.revocations(bad("twin"), []),
    await authority.revocations(bad("old"), [], now - 1),
  ])
    await assert.rejects(
      officerOfCertificate({ ...config, crl }, clientCert(card), now),
      refused("revocation"),
      crl,
    );
});

test("what the header says counts on the proxy's socket alone", async () => {
  const node = await provingNode({ certificates: config });
  try {
    assert.equal(statSync(config.socket).mode & 0o777, 0o660);
    const asked = async (where: object, given: string) => {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const headers = { host: new URL(node.url).host, "client-cert": given, "sec-fetch-site": "same-origin" };
      request({ ...where, path: "/sign-in/certificate?next=/sent", headers }, resolve)
        .on("error", reject)
        .end();
      const answer = await promise;
      let text = "";
      for await (const part of answer) text += String(part);
      return [/url=([^"]*)"/.exec(text)?.[1], (answer.headers["set-cookie"] ?? []).length];
    };
    const { port } = new URL(node.url);
    assert.deepEqual(await asked({ socketPath: config.socket }, clientCert(card)), ["/sent", 1]);
    assert.deepEqual(await asked({ host: "127.0.0.1", port }, clientCert(card)), ["/#refused=FORBIDDEN", 0]);
    assert.deepEqual(await asked({ socketPath: config.socket }, ":AAAA:"), ["/#refused=FORBIDDEN", 0]);
  } finally {
    await node.close();
  }
});
