import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { TRAINING_FROM } from "@setu/core";
import { Hono } from "hono";
import { markFiles } from "../http/mark-files.ts";
import { marked } from "../notices/marked.ts";
import { fingerprint, formatCard } from "../keys/card.ts";
import { infoOf, peerCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { acceptCard, initNode } from "./init.ts";
import { configOf } from "./two-nodes.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "setu-training-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const nodeOf = async (party: "ca" | "in", peer: "ca" | "in", instance: number) => {
  const home = join(folder, `${party}-${instance}`);
  const config = { ...(await configOf(party, peer, "postgres://nowhere")), instance };
  return { home, card: await initNode(home, config) };
};
const accepts = (home: string, card: Parameters<typeof formatCard>[0]) =>
  acceptCard(home, Buffer.from(formatCard(card)), fingerprint(card));

test("a live node and one that trains refuse each other's card, and each takes its own kind", async () => {
  const live = await nodeOf("ca", "in", TRAINING_FROM - 1);
  const trains = await nodeOf("ca", "in", TRAINING_FROM);
  const liveThere = await nodeOf("in", "ca", 1);
  const trainsThere = await nodeOf("in", "ca", TRAINING_FROM + 7);
  for (const [home, card] of [
    [live.home, trainsThere.card],
    [trains.home, liveThere.card],
  ] as const)
    assert.throws(() => accepts(home, card), { code: "TRAINING_MIXED" });
  accepts(live.home, liveThere.card);
  accepts(trains.home, trainsThere.card);
  // A card that was put there past the command is refused at each start.
  writeFileSync(homeFiles(live.home).peerCard, formatCard(trainsThere.card));
  assert.throws(() => peerCard(live.home, loadConfig(live.home)), { code: "TRAINING_MIXED" });
});

test("what is signed to train is of logs whose names a live node does not have, and every name that is shown says it", async () => {
  const live = await nodeOf("ca", "in", 3);
  const trains = await nodeOf("ca", "in", TRAINING_FROM + 3);
  const names = (card: typeof live.card) => card.logs.flat().map(({ name }) => name);
  assert.ok(names(trains.card).every((name) => name.endsWith(`/${TRAINING_FROM + 3}`)));
  assert.ok(names(trains.card).every((name) => !names(live.card).includes(name)));
  const info = infoOf(trains.card);
  assert.deepEqual(
    [info.training, info.name.en.startsWith("TRAINING · "), info.name.fr.startsWith("FORMATION · ")],
    [true, true, true],
  );
  assert.deepEqual([infoOf(live.card).training, infoOf(live.card).name], [undefined, live.card.name]);
});

test("a file that is taken and a mail that leaves say it first", async () => {
  const app = new Hono();
  app.use(markFiles);
  app.get("/file", (c) => {
    c.header("content-disposition", 'attachment; filename="setu-list.csv"');
    return c.body("");
  });
  app.get("/page", (c) => c.text(""));
  const named = async (path: string) => (await app.request(path)).headers.get("content-disposition");
  assert.equal(await named("/file"), 'attachment; filename="TRAINING-setu-list.csv"');
  assert.equal(await named("/page"), null);
  const sent: string[] = [];
  const mailer = marked({ send: async ({ subject }) => void sent.push(subject), close: () => {} });
  await mailer.send({ to: "", id: "", at: 0, subject: "Setu: before your shift", text: "" });
  assert.deepEqual(sent, ["TRAINING: Setu: before your shift"]);
});
