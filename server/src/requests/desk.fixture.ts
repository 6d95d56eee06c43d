import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { openPool } from "../db/pool.ts";
import { migratedDatabase } from "../db/testing.ts";
import { fingerprint, formatCard } from "../keys/card.ts";
import { loadKeys } from "../keys/node-keys.ts";
import { peerCard } from "../node/cards.ts";
import { homeFiles } from "../node/config.ts";
import { HighWater } from "../node/high-water.ts";
import { acceptCard, initNode } from "../node/init.ts";
import { compose } from "../node/node.ts";
import { saveOfficers } from "../node/officers.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import type { Desk, Officer } from "./desk.ts";

/** The desk of a node without its loops: time passes when a test says so. */
export type LoneDesk = {
  readonly desk: Desk;
  readonly pool: pg.Pool;
  /** The node's folder. */
  readonly home: string;
  readonly officer: Officer;
  readonly other: Officer;
  /** Events that were logged; a test may empty it. */
  readonly logged: string[];
  pass(ms: number): void;
  close(): Promise<void>;
};

const officer = { id: "ca.officer-1", name: "Officer One", agency: "ca.ncb-ottawa", lang: "en" } as const;

export async function loneDesk(): Promise<LoneDesk> {
  const folder = mkdtempSync(join(tmpdir(), "setu-desk-"));
  const database = await migratedDatabase();
  const homes = { ca: join(folder, "ca"), in: join(folder, "in") };
  const config = await configOf("ca", "in", database.url);
  await initNode(homes.ca, config);
  const theirs = await initNode(homes.in, await configOf("in", "ca", database.url));
  acceptCard(homes.ca, Buffer.from(formatCard(theirs)), fingerprint(theirs));
  const pool = openPool({ url: database.url });
  const keys = loadKeys(homeFiles(homes.ca).keys);
  const marks = new HighWater(homeFiles(homes.ca).highWater);
  const logged: string[] = [];
  const made = compose(config, keys, peerCard(homes.ca, config), pool, marks, (event) => logged.push(event));
  assert.ok(made.desk);
  let passed = 0;
  const world = { ...made.desk.ports.world, now: () => Date.now() + passed };
  const desk = { ...made.desk, ports: { ...made.desk.ports, world } };
  await desk.store.replay("if-needed");
  await saveOfficers(desk.store, config.officers);
  await hear(desk);
  return {
    desk,
    pool,
    home: homes.ca,
    officer,
    other: { ...officer, id: "ca.officer-2" },
    logged,
    pass: (ms) => void (passed += ms),
    close: async () => {
      await pool.end();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The peer, which is not there, has said what it speaks. */
async function hear({ store, ports: { identity } }: Desk): Promise<void> {
  await store.tx(async (tx) => {
    for (const lane of identity.lanes) {
      const log = await tx.peer(`${identity.peer.party}/link/${identity.party}/${lane}/1`, "alone");
      await tx.savePeer({ ...log, pulse: { ...log.pulse, versions: identity.versions } });
    }
  });
}
