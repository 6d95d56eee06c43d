import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { onServer, urlOfDatabase } from "./admin.ts";
import { createDatabase, dropDatabase, startPostgres } from "./index.ts";

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Drops the database; call it in `after()`, when every session of the test is closed or may be cut. */
  drop(): Promise<void>;
}

/** What a new test database holds at first. */
export interface Template {
  /** Everything the content depends on, such as the text of all migrations: one template is made for each key. */
  readonly key: string;
  /** Fills the empty database; must close its sessions before it resolves, or the copies cannot be made. */
  readonly migrate: (url: string) => Promise<void>;
}

const PREFIX = "setu-test-pg-";
const HOUR_MS = 3_600_000;

/**
 * A new database, a copy of the template when one is given, on the server of `SETU_TEST_DATABASE_URL` or on an
 * embedded one that all test files of a run share. Test files may run at once in several processes.
 */
export async function testDatabase(template?: Template): Promise<TestDatabase> {
  const server = await testServer();
  const source = template && (await ensureTemplate(server, template));
  const name = `setu_test_${randomBytes(8).toString("hex")}`;
  const url = await createDatabase(server, name, source === undefined ? {} : { template: source });
  return { url, drop: () => dropDatabase(server, name) };
}

/** The url of a database in which databases can be made. */
async function testServer(): Promise<string> {
  const given = process.env["SETU_TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") return given;
  sweep();
  // `node --test` starts every file as a child of its own: the parent is what the files of one run have in common.
  const dataDir = join(tmpdir(), `${PREFIX}${process.getuid?.() ?? 0}-${process.ppid}`);
  // Never stopped: it goes some seconds after the last test process, and its folder with it.
  const { url } = await startPostgres({ dataDir, graceMs: 5_000, ephemeral: true });
  return urlOfDatabase(url, "postgres");
}

/** Makes the template once a server. Two processes meet at an advisory lock; half a template is never seen. */
async function ensureTemplate(server: string, { key, migrate }: Template): Promise<string> {
  const digest = createHash("sha256").update(key).digest();
  const name = `setu_template_${digest.toString("hex").slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [digest.readBigInt64BE().toString()]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return;
    const draft = `${name}_draft`;
    await dropDatabase(server, draft);
    await migrate(await createDatabase(server, draft));
    const [from, to] = [pg.escapeIdentifier(draft), pg.escapeIdentifier(name)];
    await client.query(`ALTER DATABASE ${from} RENAME TO ${to}`);
  });
  return name;
}

/** A run that was killed together with its supervisor could not delete its folder. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > HOUR_MS && !existsSync(join(path, "run", "control")))
      rmSync(path, { recursive: true, force: true });
  }
}
