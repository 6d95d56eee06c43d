import { startPostgres } from "./index.ts";

/* A process that holds the cluster of the given folder until it is killed; prints what it got as one JSON line. */
const [dataDir = "", graceMs = "500"] = process.argv.slice(2);
const postgres = await startPostgres({ dataDir, graceMs: Number(graceMs) });
const { url, adopted, pids } = postgres;
process.stdout.write(`${JSON.stringify({ url, adopted, pids })}\n`);
setInterval(() => {}, 60_000);
