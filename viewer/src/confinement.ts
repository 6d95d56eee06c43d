import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIMITS } from "./limits.ts";

/** Folders that the viewer's process may read: its own program and the two decoders. Nothing else, and no file to write. */
const READABLE = [
  import.meta.dirname,
  join(import.meta.dirname, "../package.json"),
  packageOf("@hyzyla/pdfium"),
  packageOf("@jsquash/webp"),
];

function packageOf(name: string): string {
  const entry = realpathSync(
    fileURLToPath(import.meta.resolve(name === "@jsquash/webp" ? `${name}/package.json` : name)),
  );
  return entry.slice(0, entry.indexOf(`/${name}/`) + name.length + 1);
}

/**
 * Node's permission model: no network, no child process, no worker thread, no addon, no WASI, no inspector, no FFI; a
 * short list of what may be read. No code from strings: nothing in a file becomes a function.
 */
const FLAGS = [
  "--permission",
  ...READABLE.map((path) => `--allow-fs-read=${path.endsWith(".json") ? path : `${path}/`}`),
  "--disallow-code-generation-from-strings",
  "--disable-proto=delete",
  "--no-warnings",
  `--max-old-space-size=${LIMITS.heapMegabytes}`,
];

/**
 * Limits of the kernel, set by the shell before Node begins, because a process cannot be trusted to keep its own: CPU
 * seconds, no byte written to any file, no core dump, few descriptors, no more memory than data of 2 GiB. A kernel
 * that does not know one of them leaves it out.
 */
const ULIMITS = [`-t ${LIMITS.cpuSeconds}`, "-f 0", "-c 0", "-n 64", `-d ${2 * 1024 * 1024}`];
const SHELL = `${ULIMITS.map((each) => `ulimit ${each} 2>/dev/null`).join("; ")}; exec "$0" "$@"`;

/** What is to be started for a program of ours that reads a hostile file. */
export const confined = (program: string): readonly [command: string, args: readonly string[]] => [
  "/bin/sh",
  ["-c", SHELL, process.execPath, ...FLAGS, program],
];

export const WORKER = join(dirname(fileURLToPath(import.meta.url)), "worker.ts");
