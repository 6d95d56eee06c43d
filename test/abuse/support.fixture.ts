import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleOf } from "../../cli/src/support/bundle.ts";
import { EVENTS } from "@setu/server/http/log-events.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import type { TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";

const LONG = 12;

/** What stands in the files of a home: every text of the keys, of the configuration and of the peer's card. */
export function textsOfHome(home: string): readonly string[] {
  const { keys, config, peerCard } = homeFiles(home);
  const leaves = (value: unknown): string[] =>
    typeof value === "string"
      ? [value]
      : typeof value === "object" && value !== null
        ? Object.values(value).flatMap(leaves)
        : [];
  return [keys, config, peerCard]
    .flatMap((path) => leaves(JSON.parse(readFileSync(path, "utf8"))))
    .filter((text) => text.length >= LONG);
}

const COLUMNS = `SELECT format('%I.%I', table_schema, table_name) AS at, quote_ident(column_name) AS name, data_type AS type
  FROM information_schema.columns
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND data_type IN ('text', 'bytea', 'ARRAY', 'jsonb')`;

/** Every text and every bytes of every row of a node's database, whatever table it stands in. */
export async function valuesOfDatabase({ store }: TwoNodes["ca"]): Promise<readonly (string | Uint8Array)[]> {
  const { rows } = await store.pool.query<Record<"at" | "name" | "type", string>>(COLUMNS);
  const values: (string | Uint8Array)[] = [];
  for (const { at, name, type } of rows) {
    const value = type === "bytea" ? name : `${name}::text`;
    const found = await store.pool.query<{ value: string | Uint8Array | null }>(
      `SELECT DISTINCT ${value} AS value FROM ${at} LIMIT 5000`,
    );
    for (const { value: each } of found.rows) if (each !== null && each.length >= LONG) values.push(each);
  }
  return values;
}

/** A log with what the node wrote, and with lines in which somebody has put `word` into every field of every event. */
export function forgedLog(written: readonly string[], words: readonly string[]): string {
  const t = "2026-11-23T08:00:00.000Z";
  const forged = words.flatMap((word) =>
    Object.entries(EVENTS).flatMap(([event, fields]) => [
      JSON.stringify({ t, event, ...Object.fromEntries(Object.keys(fields).map((name) => [name, word])) }),
      JSON.stringify({ t: `${t} ${word}`, event, [word]: word }),
      `${event} ${word}`,
    ]),
  );
  return [...forged, ...written].join("\n");
}

/** The bundle of Canada's node while it runs, its figures asked where it listens, with a log. */
export async function supportBundleOf(nodes: TwoNodes, log: string): Promise<string> {
  const home = nodes.homes.ca;
  const { config } = homeFiles(home);
  const kept = readFileSync(config, "utf8");
  const path = join(home, "synthetic.log");
  writeFileSync(path, log);
  // The port was free to choose when the node began: the file says it from now on.
  const operations = { host: "127.0.0.1", port: nodes.ca.operations };
  writeFileSync(config, JSON.stringify({ ...(JSON.parse(kept) as object), operations }));
  try {
    return await bundleOf(home, path);
  } finally {
    writeFileSync(config, kept);
  }
}
