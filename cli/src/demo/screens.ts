import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetuError } from "@setu/core";
import { say } from "../terminal.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const SOURCES = "{core,desks/*,ui,web}/src/**/*.{ts,tsx,css,po}";
const BUILDS = [
  { made: "web/dist/index.html", args: ["build", "web"] },
  { made: "web/dist-ssr/print.js", args: ["build", "web", "--ssr", "src/print.tsx"] },
] as const;

/** Builds the screens where they are missing or older than their source. */
export async function buildScreens(signal: AbortSignal): Promise<void> {
  const newest = Math.max(...globSync(SOURCES, { cwd: ROOT }).map((path) => changed(join(ROOT, path))));
  const due = BUILDS.filter(
    ({ made }) => !existsSync(join(ROOT, made)) || changed(join(ROOT, made)) < newest,
  );
  if (due.length === 0) return;
  say("Building the screens.");
  await Promise.all(due.map(({ args }) => vite(args, signal)));
}

const changed = (path: string): number => statSync(path).mtimeMs;

async function vite(args: readonly string[], signal: AbortSignal): Promise<void> {
  const program = join(fileURLToPath(import.meta.resolve("vite")), "..", "..", "..", "bin", "vite.js");
  const child = spawn(process.execPath, [program, ...args, "--logLevel", "error"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    signal,
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new SetuError("INTERNAL", "the screens could not be built; npm run build says why");
}
