import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { ItemId } from "@setu/core";
import {
  apply,
  exchange,
  homeOrigin,
  newSession,
  onFetch,
  onHello,
  onPush,
  onWraps,
  submitIn,
  type Peer,
  type Ports,
  type Session,
} from "@setu/link";
import { atRest } from "@setu/server/db/at-rest.ts";
import { migrate } from "@setu/server/db/migrate.ts";
import { PgStore } from "@setu/server/db/pg-store.ts";
import { checkServer, openPool } from "@setu/server/db/pool.ts";
import { logTo } from "@setu/server/http/log.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { peerCard } from "@setu/server/node/cards.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { HighWater } from "@setu/server/node/high-water.ts";
import { compose } from "@setu/server/node/node.ts";
import { saveOfficers } from "@setu/server/node/officers.ts";
import { databaseUrl } from "@setu/server/pg/index.ts";
import { parseCommand } from "@setu/server/requests/command.ts";
import { readKnown, type Desk, type Officer } from "@setu/server/requests/desk.ts";
import { composed, itemFor, versionOf } from "@setu/server/requests/drafting.ts";
import { sentArgs } from "@setu/server/requests/sent-args.ts";
import { homeRecord } from "@setu/server/requests/home-record.ts";
import { appendHome, writeHome } from "@setu/server/requests/home.ts";
import { evidenceOf } from "@setu/server/requests/opened.ts";
import { readUploads, storeUpload, type StoredUpload } from "@setu/server/requests/uploads.ts";
import { root } from "tlog";
import { progress } from "../terminal.ts";
import { ASKED_BY_CANADA } from "./asked-by-canada.ts";
import { ASKED_BY_INDIA } from "./asked-by-india.ts";
import { besides } from "./besides.ts";
import type { Case, Step } from "./cases.ts";
import { setClock } from "./clock.ts";
import { sideHome, SIDES, type Side } from "./homes.ts";
import { layDown } from "./lay-down.ts";
import { Memory } from "./memory.ts";
import { OFFICERS } from "./officers.ts";
import { readPaper } from "./papers.ts";
import { pdfOf } from "./pdf.ts";
import { layDownRoster } from "./roster.ts";
import { postOfficers, type Speaker } from "./postings.ts";
import { batches, planOf, type Due } from "./plan.ts";
import { commandFor, Told } from "./told.ts";
import { makeWorld, type World } from "./world/world.ts";

const HOUR = 3_600_000;

/** One node before it has ever run: it writes and judges in memory, and only its files are in the database already. */
type Author = {
  readonly memory: Memory;
  readonly ports: Ports;
  readonly desk: Desk;
  readonly sessions: ReadonlyMap<string, Session>;
  close(): Promise<void>;
};
type Authors = ReadonlyMap<string, Author>;

/**
 * Writes the caseload into two fresh nodes: each act by an officer, through the same judgement, sealing and signing as
 * ever, and across the same link, at its own hour. Three things are not as ever: the clock, the ten seconds of the hold,
 * and that stores are memory and the road is a call until all of it is laid down in the databases.
 */
export async function seed(home: string, world: World): Promise<void> {
  const now = Date.now();
  const plan = planOf([...ASKED_BY_CANADA, ...ASKED_BY_INDIA, ...makeWorld(world, now)], now);
  setClock((plan[0]?.at ?? now) - HOUR);
  const authors: Authors = new Map(
    await Promise.all(SIDES.map(async (side) => [side.party, await authorOf(home, side)] as const)),
  );
  const show = progress("Writing the caseload", plan.length);
  const told = new Told();
  let done = 0;
  await together(authors, LANES);
  const speakers = { ca: leaderOf(authors, "ca"), in: leaderOf(authors, "in") };
  const postToday = await postOfficers(speakers, () => together(authors, ["flash"]), now);
  for (const batch of batches(plan)) {
    await writeBatch(authors, told, batch);
    show((done += batch.length));
  }
  await postToday();
  for (const { party } of SIDES) {
    const { ports, memory } = authors.get(party) as Author;
    await layDownRoster({ ports: unsigned(ports), memory }, party, now);
  }
  // The quiet lane has said nothing for long.
  await together(authors, LANES);
  await Promise.all([...authors.values()].map((author) => finish(author)));
  await Promise.all([...authors.values()].map((author) => author.close()));
}

async function authorOf(home: string, side: Side): Promise<Author> {
  const folder = sideHome(home, side);
  const log = logTo((line) => appendFileSync(join(folder, "node.log"), line, { mode: 0o600 }));
  const config = loadConfig(folder);
  const files = homeFiles(folder);
  const database = await databaseUrl({ dataDir: files.postgres });
  const pool = openPool({ url: database.url });
  await checkServer(pool);
  await migrate(pool);
  const marks = new HighWater(files.highWater);
  const keys = loadKeys(files.keys);
  const { store, desk } = compose(config, keys, peerCard(folder, config), pool, marks, log);
  if (!desk) throw new Error("a node of the demo has no peer");
  await store.replay("if-needed");
  // Without a home log: it is written in memory, and the node itself puts the officers into it when it starts.
  await saveOfficers(new PgStore({ pool, atRest: atRest(keys.atRest) }), config.officers);
  const memory = new Memory();
  return {
    memory,
    desk,
    ports: { ...desk.ports, store: memory },
    sessions: new Map(LANES.map((lane) => [lane, newSession()])),
    close: async () => {
      // The nodes make what is derived, each in its own process, when they start.
      await pool.query("DROP SCHEMA derived CASCADE");
      await pool.end();
      await database.stop();
    },
  };
}

/** Who acts on postings: the first officer of each side leads its desk. */
function leaderOf(authors: Authors, party: "ca" | "in"): Speaker {
  const { ports, memory } = authors.get(party) as Author;
  return { ports, memory, officer: OFFICERS[party][0] };
}

/** Of the home log only the last checkpoint is ever kept: it is signed once, at the end. */
const unsigned = (ports: Ports): Ports => ({ ...ports, keys: { ...ports.keys, sign: () => "" } });

async function finish({ memory, ports: { identity, keys }, desk }: Author): Promise<void> {
  const home = await memory.own(homeOrigin(identity.party, identity.instance));
  const { origin, size, frontier } = home;
  const checkpoint = keys.sign({ origin, size, root: root(frontier) }, Date.now());
  await memory.saveOwn({ ...home, checkpoint });
  await layDown(memory, desk.store);
}

/** Acts of different matters that are close in time: they cross the link together. */
async function writeBatch(authors: Authors, told: Told, batch: readonly Due[]): Promise<void> {
  setClock(batch.at(-1)?.at ?? Date.now());
  for (const due of batch) await write(authorOn(authors, byOf(due)), told, due);
  await together(authors, [...new Set(batch.map(({ one }) => one.lane ?? "main"))]);
  for (const { one, by } of batch.flatMap((due) => nextReader(due)))
    await read(authorOn(authors, by), officerOf(by), told.itemOf(one) as ItemId);
}

async function write({ desk, ports, memory }: Author, told: Told, due: Due): Promise<void> {
  const officer = officerOf(byOf(due));
  const uploads = await upload(desk, officer, filesOf(due));
  const files = uploads.map(({ id }) => id);
  const command = parseCommand(commandFor(due, desk, told, files), Date.now());
  const item = itemFor(desk, (told.itemOf(due.one) ?? null) as ItemId | null, command);
  const wf = await versionOf(ports.identity, memory, item, command);
  const draft = composed(ports.identity, officer, { item, wf, args: sentArgs(command), uploads }, command);
  await writeHome(unsigned(ports), memory, "command", { by: officer.id, item, ref: command.id });
  await submitIn(ports, memory, command.lane, draft);
  const isFirst = told.headsOf(due.one, ports.identity.party, "")[0] === null;
  for (const act of besides(due, officer, isFirst))
    await appendHome(unsigned(ports), memory, homeRecord(ports.identity, { item, by: officer.id, ...act }));
  told.add(due.one, ports.identity.party, item, command.id, command.do);
}

type File = { readonly name: string; readonly bytes: Uint8Array };

function filesOf({ one, step }: Due): readonly File[] {
  const { pdf, paper }: Pick<Step, "pdf" | "paper"> = step ?? one;
  return [
    ...(pdf ? [{ name: pdf.name, bytes: pdfOf(pdf.name, pdf.lines) }] : []),
    ...(paper ? [{ name: `${paper}.pdf`, bytes: readPaper(paper) }] : []),
  ];
}

async function upload(
  desk: Desk,
  officer: Officer,
  files: readonly File[],
): Promise<readonly StoredUpload[]> {
  const ids: string[] = [];
  for (const { name, bytes } of files) {
    const content = async function* () {
      yield bytes;
    };
    ids.push((await storeUpload(desk, officer, { name, type: "application/pdf" }, content())).id);
  }
  return ids.length === 0 ? [] : desk.store.tx((tx) => readUploads(desk, tx, officer, ids));
}

const ENDS: ReadonlySet<string> = new Set(["close", "withdraw"]);

/** Whoever acts next has read what was written, and somebody has read how it ended; what came last is still unread. */
function nextReader({ one, step }: Due): readonly { readonly one: Case; readonly by: string }[] {
  const writer = partyOf(step?.by ?? one.by);
  const next = one.steps[step ? one.steps.indexOf(step) + 1 : 0];
  if (next) return partyOf(next.by) === writer ? [] : [{ one, by: next.by }];
  const others = [one.by, ...one.steps.map((each) => each.by)].filter((by) => partyOf(by) !== writer);
  return step && ENDS.has(step.do) ? others.slice(-1).map((by) => ({ one, by })) : [];
}

/** It crosses with the next batch. */
async function read({ ports, memory }: Author, officer: Officer, item: ItemId): Promise<void> {
  const known = await readKnown({ ports }, memory, item);
  if (!known) throw new Error("what an officer reads has not arrived");
  await writeHome(unsigned(ports), memory, "read", { by: officer.id, item });
  for (const draft of evidenceOf(ports, officer, known)) await submitIn(ports, memory, known.lane, draft);
}

/** Each side says and opens until neither has anything more: so both have heard that all was applied. */
async function together(authors: Authors, lanes: readonly string[]): Promise<void> {
  for (const lane of lanes) {
    for (let moved = true; moved;) {
      moved = false;
      for (const { party, peer } of SIDES) {
        const [ours, theirs] = [authors.get(party) as Author, authors.get(peer) as Author];
        moved = (await speak(ours, theirs, lane)) || moved;
      }
    }
  }
}

async function speak(ours: Author, theirs: Author, lane: string): Promise<boolean> {
  const road: Peer = {
    hello: () => onHello(theirs.ports, lane),
    push: (_, opening, bundle) => onPush(theirs.ports, lane, opening, bundle),
    fetch: (_, from, to) => onFetch(theirs.ports, lane, from, to),
    wraps: (...asked) => onWraps(theirs.ports, ...asked),
  };
  let moved = false;
  while ((await exchange(ours.ports, road, lane, ours.sessions.get(lane) as Session)).more);
  for (let more = true; more;) {
    const applied = await apply(theirs.ports, lane);
    moved ||= applied.acts.length > 0;
    more = applied.more;
  }
  return moved;
}

const LANES = ["flash", "main"] as const;
const byOf = ({ one, step }: Due): string => step?.by ?? one.by;
const partyOf = (account: string): string => account.slice(0, account.indexOf("."));
const authorOn = (authors: Authors, account: string): Author => authors.get(partyOf(account)) as Author;
const ALL: readonly Officer[] = [...OFFICERS.ca, ...OFFICERS.in];
const officerOf = (id: string): Officer => ALL.find((each) => each.id === id) as Officer;
