import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { makeCertificate, spkiPin } from "../keys/certificate.ts";
import { linkClient } from "./client.ts";
import { secureContext } from "./tls.ts";
import { Versions } from "./versions.ts";

const [us, peer] = await Promise.all(["canada", "india"].map(makeCertificate));
assert.ok(us && peer);
const HELLO = { checkpoint: "", held: 0, opening: "0".repeat(32), origin: "in/link/ca/main/1", versions: [] };

/** A node of another release: it answers below the addresses that it speaks and says which these are, if it says so at all. */
async function peerThatSpeaks(t: TestContext, speaks: readonly number[], says: string | null) {
  const asked: string[] = [];
  const server = createServer({ ...secureContext(peer!), requestCert: true }, (request, response) => {
    asked.push(request.url ?? "");
    const known = speaks.some((version) => request.url?.startsWith(`/link/${version}/`));
    if (says !== null) response.setHeader("setu-link", says);
    response.statusCode = known ? 200 : 404;
    request.resume().on("end", () => response.end(JSON.stringify(known ? HELLO : { code: "NOT_FOUND" })));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => server.close());
  return { asked, port: (server.address() as AddressInfo).port };
}

function clientOf(t: TestContext, port: number, versions: Versions) {
  const address = { host: "127.0.0.1", port };
  const client = linkClient({
    address,
    tls: us!,
    pin: spkiPin(peer!.certificate),
    versions,
    timeoutMs: 3_000,
  });
  t.after(() => client.close());
  return client;
}

test("a peer that is older, and one that is newer, is spoken to in the newest version of both", async (t) => {
  for (const { own, theirs, says, used } of [
    { own: [1], theirs: [1], says: null, used: 1 },
    { own: [3, 2, 1], theirs: [1], says: null, used: 1 },
    { own: [1], theirs: [3, 2, 1], says: "3,2,1", used: 1 },
    { own: [4, 3, 2, 1], theirs: [3, 2, 1], says: "1,2,3", used: 3 },
  ]) {
    const { asked, port } = await peerThatSpeaks(t, theirs, says);
    const versions = new Versions(own);
    const client = clientOf(t, port, versions);
    await client.hello("main");
    await client.hello("main");
    assert.equal(asked.at(-1), `/link/${used}/main/hello`);
    assert.deepEqual([versions.common, versions.theirs], [used, says === null ? null : theirs]);
  }
});

test("without a version of both the code says so, and the line goes on by itself when the other side has one", async (t) => {
  const { port } = await peerThatSpeaks(t, [9, 8, 7], "9,8,7");
  const versions = new Versions([3, 2]);
  const client = clientOf(t, port, versions);
  // Neither once nor again: it is no fault of the road.
  for (let i = 0; i < 2; i++)
    await assert.rejects(client.hello("main"), {
      code: "LINK_VERSION",
      detail: { own: "3,2", peer: "9,8,7" },
    });
  const later = await peerThatSpeaks(t, [3, 2], "3,2");
  const again = clientOf(t, later.port, versions);
  await again.hello("main");
  await again.hello("main");
  assert.equal(later.asked.at(-1), "/link/3/main/hello");
});

test("what is no list of versions is not heard, and only addresses of ours are answered", () => {
  const versions = new Versions([3, 2]);
  const hear = (said?: string) => versions.hear({ headers: { "setu-link": said } } as never);
  for (const said of ["", "0", "1,", "one", "1.5", "-1", "12345", Array(17).fill("1").join()]) hear(said);
  assert.equal(versions.theirs, null);
  hear("2");
  hear("none");
  assert.deepEqual([versions.theirs, versions.common], [[2], 2]);
  hear();
  assert.deepEqual([versions.theirs, versions.common], [null, null], "its release was taken back");
  assert.deepEqual(
    ["/link/3/main/hello", "/link/1/main/hello", "/link/03/x", "/link/3", "/"].map((url) =>
      versions.below(url),
    ),
    ["main/hello", null, null, null, null],
  );
});
