import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { below, type Result } from "./result.ts";

const ROOT = join(import.meta.dirname, "..");

/** Two nodes talking and seeded, from the command to the line that says so: on an empty folder, and again. */
export async function start(): Promise<Result[]> {
  const home = mkdtempSync(join(tmpdir(), "setu-start-"));
  try {
    const first = await demo(home);
    const second = await demo(home);
    return [
      below("demo, first start, seeded", first, "s", 15),
      below("demo, second start", second, "s", 3),
      below("first-load JavaScript, gzip", firstLoad() / 1024, "KB", 140),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function demo(home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(ROOT, "cli/src/main.ts"), "demo", "--json", "--home", join(home, "demo")],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const gone = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    gone.then(() => Promise.reject(new Error("the demo did not start"))),
  ]);
  const seconds = (performance.now() - started) / 1000;
  child.kill("SIGINT");
  await gone;
  return seconds;
}

/** What the first page makes a browser load before anything is clicked. */
function firstLoad(): number {
  const dist = join(ROOT, "web/dist");
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = readdirSync(join(dist, "assets")).filter(
    (name) => name.endsWith(".js") && page.includes(name),
  );
  if (scripts.length === 0) throw new Error("build the screens first: npm run build");
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name))).length, 0);
}
