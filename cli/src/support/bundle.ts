import { statSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { ERRORS, SetuError } from "@setu/core";
import { described } from "@setu/server/db/schema-versions.ts";
import { loadMigrations } from "@setu/server/db/migrate.ts";
import { faultOf } from "@setu/server/http/fault.ts";
import { homeFiles, loadConfig, type NodeConfig } from "@setu/server/node/config.ts";
import { writeNew } from "@setu/server/node/files.ts";
import { keyAges } from "@setu/server/node/key-ages.ts";
import own from "../../package.json" with { type: "json" };
import { findings } from "../doctor/doctor.ts";
import { withStore, type Opened } from "../store.ts";
import { answer, say, table, type Talk } from "../terminal.ts";
import { configured, type Fact } from "./configured.ts";
import { figures } from "./figures.ts";
import { machineLines } from "./log-lines.ts";
import { measured } from "./measured.ts";

/**
 * What somebody who helps with the machine needs to know of it, in one new text file of its owner alone. Nothing is taken
 * out of it at the end: each part lets in what it knows to be of the machine (decision 0035), so that a text of a matter
 * or a name has no way in.
 * @throws DUPLICATE where the file is there already
 */
export async function supportBundle(
  home: string,
  file: string,
  { log }: { readonly log?: string },
  talk: Talk,
): Promise<void> {
  const text = await bundleOf(home, log);
  try {
    writeNew(file, text);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new SetuError("DUPLICATE", `${file} is there already`, { cause });
  }
  answer(talk, { file, bytes: Buffer.byteLength(text) }, file);
  if (!talk.json) say("Read it before it leaves: whoever gets it knows how this machine is.");
}

export async function bundleOf(home: string, log?: string): Promise<string> {
  const lines = (config: NodeConfig) => (log === undefined ? [] : machineLines(log, config.lanes));
  const config = await attempt(() => loadConfig(home));
  const node =
    "fault" in config ? config : await attempt(() => withStore(home, (opened) => stored(home, opened)));
  const parts: readonly (readonly [title: string, body: string])[] = [
    ["Versions", shown([...versions(), ...("fault" in node ? [] : node.versions)])],
    ["Configuration", "fault" in config ? config.fault : shown(configured(config))],
    ["Doctor", table((await findings(home)).map(({ name, state, code }) => [state, name, code ?? ""]))],
    ["Schema", "fault" in node ? node.fault : shown(node.schema)],
    ["Link", "fault" in node ? node.fault : shown(node.link)],
    ["Keys", "fault" in config ? config.fault : await keysOf(home)],
    ["Home", shown(filesOf(home))],
    ["Figures", "fault" in node ? node.fault : shown(figures(node.metrics, node.lanes))],
    ["Log", "fault" in config ? config.fault : lines(config).join("\n") || "no line was given (--log)"],
  ];
  const head = `${HEAD}\n\nWritten ${new Date().toISOString().slice(0, 16)}Z.\n`;
  return `${head}${parts.map(([title, body]) => `\n== ${title}\n\n${body}\n`).join("")}`;
}

const HEAD = `SETU SUPPORT BUNDLE
Read this file before it leaves. It tells how one machine is: versions, settings, states, ages, codes.
It holds no text, title, name of a person, host, address, path, id of a matter or officer, no key and no secret, and no
count by which anybody could tell how many matters there are: how much waits stands in tens, the database in powers of two.`;

type Stored = {
  readonly versions: readonly Fact[];
  readonly schema: readonly Fact[];
  readonly link: readonly Fact[];
  readonly metrics: string;
  readonly lanes: readonly string[];
};

async function stored(home: string, opened: Opened): Promise<Stored> {
  const { store, policy, ports, config } = opened;
  const { rows } = await store.pool.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  return {
    versions: [
      ["database", `PostgreSQL ${Number(rows[0]?.version) / 10_000}`],
      ["policy", policy.hash.slice(0, 12)],
      ["workflows spoken", ports ? ports.identity.versions.join(", ") : "none yet"],
    ],
    schema: await schemaOf(opened),
    link: await linkOf(opened),
    metrics: await measured(home, opened),
    lanes: config.lanes,
  };
}

const versions = (): readonly Fact[] => [
  ["program", own.version],
  ["runtime", process.version],
  ["openssl", process.versions.openssl],
  ["icu", `${process.versions["icu"]}, time zones ${process.versions["tz"]}`],
  ["system", `${process.platform} ${process.arch}, ${/^[\d.]*/.exec(release())?.[0]}`],
  ["machine", `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB`],
];

const APPLIED = "SELECT name, digest FROM migration ORDER BY no";

async function schemaOf({ store }: Opened): Promise<readonly Fact[]> {
  const known = new Set(loadMigrations().map(described));
  const applied = await store.rows<{ name: string; digest: string }>(APPLIED, []);
  const strange = applied.filter((each) => !known.has(described(each)));
  return [
    ["migrations of this program", String(known.size)],
    ["applied", String(applied.length - strange.length)],
    ["applied by another program, or edited", String(strange.length)],
    ...(await settingsOf({ store })),
  ];
}

/** On which a committed act rests, and how much the server may use. */
const SETTINGS = [
  "fsync",
  "full_page_writes",
  "synchronous_commit",
  "data_checksums",
  "server_encoding",
  "max_connections",
  "shared_buffers",
];

async function settingsOf({ store }: Pick<Opened, "store">): Promise<readonly Fact[]> {
  const rows = await store.rows<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name = ANY ($1) ORDER BY name",
    [SETTINGS],
  );
  return rows.map(({ name, setting }) => [name, setting]);
}

async function linkOf({ store, ports }: Opened): Promise<readonly Fact[]> {
  if (!ports) return [["peer", "none yet"]];
  const { stopped, alarms } = await store.tx((tx) => tx.link(ports.identity.peer.party));
  // A row of the database is no place from which words may come.
  const known = (code: string) => (Object.hasOwn(ERRORS, code) ? code : "OTHER");
  const codes = [...new Set(alarms.map(({ code }) => known(code)))].toSorted();
  return [
    ["stopped", stopped === null ? "no" : known(stopped)],
    ["alarms", codes.join(", ") || "none"],
  ];
}

/** What for and until when; not which, where, or under whose name. */
async function keysOf(home: string): Promise<string> {
  const day = (at: number | null) => (at === null ? "" : new Date(at).toISOString().slice(0, 10));
  const ages = await attempt(() => keyAges(home));
  if ("fault" in ages) return ages.fault;
  const stolen = (at: number | null) => (at === null ? "" : "in other hands");
  return table([
    ["use", "since", "until", ""],
    ...ages.map((each) => [each.use, day(each.since), day(each.until), stolen(each.compromisedSince)]),
  ]);
}

function filesOf(home: string): readonly Fact[] {
  return Object.entries(homeFiles(home)).map(([name, path]): Fact => {
    const found = statSync(path, { throwIfNoEntry: false });
    const kind = found?.isDirectory() ? "folder" : "file";
    return [name, found ? `${kind}, mode ${(found.mode & 0o777).toString(8)}` : "none"];
  });
}

const shown = (facts: readonly Fact[]): string => table(facts.map(([name, value]) => [`${name}:`, value]));

/** A part that fails says its code: the bundle of a node that does not start is the one that is needed most. */
async function attempt<T extends object>(
  work: () => T | Promise<T>,
): Promise<T | { readonly fault: string }> {
  try {
    return await work();
  } catch (error) {
    const { code, at } = faultOf(error);
    return { fault: `failed: ${code} ${at}`.trim() };
  }
}
