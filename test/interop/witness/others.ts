import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { emptyRoot, formatVkey, KEY_TYPES, verifierKey } from "tlog";

/** Other people's programs, by the versions that were tried. */
const PROGRAMS = [
  "filippo.io/torchwood/cmd/litewitness@v0.9.0",
  "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot@v1.0.4",
];

/** Builds them into a folder. Throws if there is no Go or a module cannot be fetched. */
export function buildOthers(folder: string): void {
  const usual = "/usr/local/go/bin/go";
  const go = existsSync(usual) ? usual : "go";
  for (const program of PROGRAMS)
    execFileSync(go, ["install", program], { stdio: "inherit", env: { ...process.env, GOBIN: folder } });
}

export type Litewitness = {
  /** Of the witness. */
  readonly vkey: string;
  readonly url: string;
  follow(origin: string, vkeys: readonly string[]): void;
  stop(): void;
};

const NAME = "litewitness.example/w1";

/** Torchwood's witness, its key held by an agent of OpenSSH. */
export async function litewitness(programs: string, port: number): Promise<Litewitness> {
  // The path of a socket has little room.
  const folder = mkdtempSync(join(tmpdir(), "lw-"));
  const [key, agent, db] = [join(folder, "key"), join(folder, "s"), join(folder, "db")];
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const children: ChildProcess[] = [spawn("ssh-agent", ["-D", "-a", agent], { stdio: "ignore" })];
  const stop = () => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    while (!existsSync(agent)) await sleep(20);
    execFileSync("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
    const [, print = ""] = execFileSync("ssh-keygen", ["-lf", key], { encoding: "utf8" }).split(" ");
    const at = `127.0.0.1:${port}`;
    const args = ["-db", db, "-ssh-agent", agent, "-name", NAME, "-key", print, "-listen", at];
    children.push(spawn(join(programs, "litewitness"), args, { stdio: "ignore" }));
    const url = `http://${at}`;
    while (!(await fetch(url).catch(() => null))) await sleep(50);
    // The last 32 bytes of the public key of OpenSSH are those of Ed25519.
    const [, blob = ""] = readFileSync(`${key}.pub`, "utf8").split(" ");
    const publicKey = new Uint8Array(Buffer.from(blob, "base64").subarray(-32));
    return {
      vkey: formatVkey(verifierKey(NAME, KEY_TYPES.cosignature, publicKey)),
      url,
      // As its witnessctl writes them.
      follow(origin, vkeys) {
        const file = new DatabaseSync(db, { timeout: 5_000 });
        const empty = Buffer.from(emptyRoot()).toString("base64");
        file.prepare("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)").run(origin, empty);
        for (const vkey of vkeys)
          file.prepare("INSERT INTO key (origin, key) VALUES (?, ?)").run(origin, vkey);
        file.close();
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}
