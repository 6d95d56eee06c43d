import { SetuError } from "@setu/core";
import { openPool } from "@setu/server/db/pool.ts";
import { atRest } from "@setu/server/db/at-rest.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { HighWater } from "@setu/server/node/high-water.ts";
import { KeysInUse } from "@setu/server/node/in-use.ts";
import { compose } from "@setu/server/node/node.ts";
import { databaseUrl } from "@setu/server/pg/index.ts";
import { requireSchema } from "@setu/server/upgrade/plan.ts";

export type Opened = ReturnType<typeof compose> & { readonly config: ReturnType<typeof loadConfig> };

/** The node's database without its listeners: beside a running node, or alone. */
export async function withStore<T>(home: string, work: (opened: Opened) => Promise<T>): Promise<T> {
  const config = loadConfig(home);
  const inUse = new KeysInUse(home);
  const { keys, peer } = inUse.now();
  const database = config.database
    ? { url: config.database, stop: async () => {} }
    : await databaseUrl({ dataDir: homeFiles(home).postgres });
  const highWater = new HighWater(homeFiles(home).highWater);
  const pool = openPool({ url: database.url, max: 2 });
  try {
    await requireSchema(pool, atRest(keys.atRest), config.demo);
    return await work({
      ...compose(config, keys, peer, pool, highWater, undefined, inUse),
      config,
    });
  } finally {
    await pool.end();
    await database.stop();
  }
}

/** @throws NOT_FOUND for a lane that the two nodes do not have */
export function requireLane({ lanes }: { readonly lanes: readonly string[] }, lane: string): void {
  if (!lanes.includes(lane))
    throw new SetuError("NOT_FOUND", `no lane ${lane}; lanes are ${lanes.join(", ")}`);
}
