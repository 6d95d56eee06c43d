import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, Agent } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeys, openPool } from "@setu/server";
import { party } from "@setu/core";
import { startPostgres } from "../server/src/pg/index.ts";
import { percentile } from "./result.ts";

/** What the bare parts do on this machine now: commits of the same PostgreSQL, round trips of the same TLS. */
export type Floors = {
  /** Milliseconds of two durable commits, one after the other, and of two round trips with mutual TLS; medians. */
  readonly commits: number;
  readonly roundTrips: number;
  /** Rows of 2.5 KB committed one by one with 64 in flight, a second. */
  readonly rows: number;
};

export async function floors(): Promise<Floors> {
  const dir = mkdtempSync(join(tmpdir(), "setu-floor-"));
  const postgres = await startPostgres({ dataDir: dir, ephemeral: true });
  const pool = openPool({ url: postgres.url, max: 32 });
  try {
    await pool.query("CREATE TABLE floor (id bigserial PRIMARY KEY, bytes bytea NOT NULL)");
    const row = Buffer.alloc(2_500, 7);
    const insert = () => pool.query("INSERT INTO floor (bytes) VALUES ($1)", [row]);
    const commits = await medianOf(200, async () => {
      await insert();
      await insert();
    });
    const rows = await rate(insert);
    return { commits, roundTrips: await tlsRoundTrips(), rows };
  } finally {
    await pool.end();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function medianOf(times: number, step: () => Promise<void>): Promise<number> {
  const samples = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await step();
    samples.push(performance.now() - started);
  }
  return percentile(samples, 0.5);
}

async function rate(step: () => Promise<unknown>): Promise<number> {
  const until = performance.now() + 3_000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await step();
      done++;
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return done / 3;
}

async function tlsRoundTrips(): Promise<number> {
  const { tls } = await generateKeys(party("ca", "party"));
  const both = {
    key: tls.key,
    cert: tls.certificate,
    rejectUnauthorized: false,
    ecdhCurve: "X25519MLKEM768",
  };
  const server = createServer({ ...both, requestCert: true, minVersion: "TLSv1.3" }, (req, res) => {
    req.resume().on("end", () => res.end("ok"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ ...both, keepAlive: true, maxSockets: 1 });
  const body = Buffer.alloc(4_096, 1);
  const once4k = () =>
    new Promise<void>((resolve, reject) => {
      request({ host: "127.0.0.1", port, method: "POST", agent }, (res) => res.resume().on("end", resolve))
        .on("error", reject)
        .end(body);
    });
  await once4k();
  const median = await medianOf(300, async () => {
    await once4k();
    await once4k();
  });
  agent.destroy();
  server.close();
  return median;
}
