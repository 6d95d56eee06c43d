import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes } from "node:crypto";
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
  /** Records of 2.5 KB a second whose parts are sealed, hashed and wrapped on one core, or checked and opened on another. */
  readonly crypto: number;
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
    return { commits, roundTrips: await tlsRoundTrips(), rows, crypto: cryptoRate() };
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

const ZERO = new Uint8Array(12);
const AAD = Buffer.from("setu/1 ca 00000000000000000000000000000000");

/**
 * What the format (`spec/record.md`) asks of each record and nothing else: an act of 600 bytes and a body of 2 KB.
 * The slower half counts, as each node has a core to itself.
 */
function cryptoRate(): number {
  const [epoch, salt, keys] = [randomBytes(32), randomBytes(32), [randomBytes(32), randomBytes(32)]];
  const parts = [Buffer.alloc(600, 1), Buffer.alloc(2_048, 2)];
  const seal = (key: Uint8Array, plain: Uint8Array) => {
    const cipher = createCipheriv("aes-256-gcm", key, ZERO).setAAD(AAD);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const open = (key: Uint8Array, sealed: Uint8Array) => {
    const decipher = createDecipheriv("aes-256-gcm", key, ZERO).setAAD(AAD).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  };
  const commitment = (plain: Uint8Array) => createHmac("sha256", salt).update(hash("sha256", plain)).digest();
  const wrapKey = () => new Uint8Array(hkdfSync("sha256", epoch, "", AAD, 32));
  const send = () =>
    parts.map((plain, i) => {
      const key = keys[i] ?? epoch;
      commitment(plain);
      const sealed = seal(key, plain);
      hash("sha256", sealed);
      hash("sha256", AAD);
      return { sealed, wrap: seal(wrapKey(), Buffer.concat([key, salt])) };
    });
  const sent = send();
  const receive = () =>
    sent.forEach(({ sealed, wrap }, i) => {
      hash("sha256", sealed);
      hash("sha256", AAD);
      const key = open(wrapKey(), wrap).subarray(0, 32);
      // A body is opened when somebody reads it.
      if (i === 0) commitment(open(key, sealed));
    });
  return Math.min(...[send, receive].map(perSecond));
}

function perSecond(step: () => unknown): number {
  for (let i = 0; i < 500; i++) step();
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < 1_000) for (let i = 0; i < 50; i++, done++) step();
  return (done * 1000) / (performance.now() - started);
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
