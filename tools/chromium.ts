import { execFile, execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What playwright needs to launch: `chromium.launch(await chromiumPath())`. */
export interface Chromium {
  readonly executablePath: string;
  /** For the browser process only, over the caller's environment. */
  readonly env: Record<string, string>;
  readonly args: string[];
}

const SYSTEM = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`);

/** No sandbox: tests show only our own pages, and containers seldom allow one. /dev/shm is small in containers. */
const ARGS = ["--no-sandbox", "--disable-dev-shm-usage"];

/**
 * The browser for tests and demo pictures: `SETU_CHROMIUM`, else the system's, else the one packed in npm, unpacked
 * once a version and user (about two seconds, 190 MB in the temporary folder).
 */
export async function chromiumPath(env: NodeJS.ProcessEnv = process.env): Promise<Chromium> {
  const named = env["SETU_CHROMIUM"];
  const system = named || SYSTEM.find((path) => existsSync(path));
  const inherited = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (system) return { executablePath: system, env: inherited, args: ARGS };
  const folder = await unpacked();
  const executablePath = join(folder, "chromium");
  return { executablePath, env: { ...inherited, ...support(folder, executablePath, inherited) }, args: ARGS };
}

/** The libraries and fonts that came with it, only where the system has none of its own. */
function support(folder: string, executable: string, env: Record<string, string>): Record<string, string> {
  const extra: Record<string, string> = {};
  if (/not found/.test(execFileSync("ldd", [executable], { encoding: "utf8" }))) {
    const rest = env["LD_LIBRARY_PATH"];
    extra["LD_LIBRARY_PATH"] = [join(folder, "al2023", "lib"), ...(rest ? [rest] : [])].join(delimiter);
  }
  if (!existsSync("/etc/fonts/fonts.conf")) extra["FONTCONFIG_PATH"] = join(folder, "fonts");
  return extra;
}

/**
 * The package's unpacker writes to fixed names in TMPDIR and takes whatever stands there for whole. So it runs in a
 * child with a TMPDIR of its own, and the result is renamed into place: complete, ours, and of this version.
 */
export async function unpacked(parent: string = tmpdir()): Promise<string> {
  const target = join(parent, `setu-chromium-${packVersion()}-${process.getuid?.() ?? 0}`);
  if (isOurs(target)) return target;
  const staging = mkdtempSync(join(parent, "setu-chromium-staging-"));
  try {
    const unpack = 'import("@sparticuz/chromium").then(({ default: pack }) => pack.executablePath())';
    await promisify(execFile)(process.execPath, ["--eval", unpack], {
      cwd: import.meta.dirname,
      // The runtime's name makes it unpack the libraries too (NSS, expat).
      env: { PATH: process.env["PATH"], HOME: staging, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" },
    });
    writeFileSync(join(staging, "fonts", "fonts.conf"), fontsConfig(join(target, "fonts")));
    try {
      renameSync(staging, target);
    } catch (error) {
      if (!isOurs(target)) throw error; // else another process was faster
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return target;
}

/** The packed configuration names fixed folders under /tmp, where ours are not. */
const fontsConfig = (folder: string): string =>
  `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir>${folder}/fonts</dir>` +
  `<cachedir>${folder}/cache</cachedir></fontconfig>\n`;

/** In a shared temporary folder anybody may have made the name first: then it is not run. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return false;
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return true;
  throw new Error(`${folder} belongs to somebody else: remove it or set TMPDIR`);
}

/** The package exports nothing but its main, so its version is read beside that. */
function packVersion(): string {
  const main = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
  const text = readFileSync(join(dirname(main), "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
