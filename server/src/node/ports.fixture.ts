import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files of tests run side by side, and a node listens seconds after its port was drawn: who has drawn which stands here. */
const DRAWN = join(tmpdir(), "setu-test-ports");
const ours: string[] = [];
process.on("exit", () => {
  for (const path of ours) rmSync(path, { force: true });
});

/**
 * A port that no other test has drawn, while this process runs. Below those that systems give to outgoing connections:
 * one of these could take it before the node listens.
 */
export function anyPort(): number {
  mkdirSync(DRAWN, { recursive: true });
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (draw(join(DRAWN, String(port)))) return port;
  }
}

/** As `anyPort`, and nobody listens there. */
export async function freePort(): Promise<number> {
  const port = anyPort();
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return freePort();
  }
  probe.close();
  await once(probe, "close");
  return port;
}

function draw(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    ours.push(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (existsSync(path) && !runs(path)) rmSync(path, { force: true });
    return false;
  }
}

/** Whoever was killed has left its files: the next draw finds them free. */
function runs(path: string): boolean {
  try {
    return process.kill(Number(readFileSync(path, "utf8")), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
