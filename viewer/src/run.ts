import { spawn } from "node:child_process";
import { once } from "node:events";
import { confined, WORKER } from "./confinement.ts";
import { BadFrame, readFrames } from "./frames.ts";
import type { Claim } from "./kinds.ts";
import { LIMITS, Refused } from "./limits.ts";
import type { Found } from "./look.ts";
import { encodePng } from "./png-out.ts";

export type SeenPage = { readonly width: number; readonly height: number; readonly png: Buffer };
export type Seen = Found & { readonly shown: readonly SeenPage[] };

type Options = {
  readonly signal?: AbortSignal;
  readonly wallMs?: number;
  /** Nothing is drawn: for who wants the words alone. */
  readonly words?: boolean;
  /** Nothing is read either: for who asks what it is, and whether that is what it says. */
  readonly kind?: boolean;
  /** Another program in the worker's place, for tests. */
  readonly program?: string;
};

/**
 * Looks at a file in a process of its own, which has no rights, no environment and nothing of ours in memory, reads
 * this one file and is killed when its time is over.
 * @throws Refused
 */
export async function lookApart(
  bytes: Uint8Array,
  claim: Claim,
  { signal, wallMs = LIMITS.wallMs, words = false, kind = false, program = WORKER }: Options = {},
): Promise<Seen> {
  if (bytes.length > LIMITS.inputBytes) throw new Refused("too-large", `${bytes.length} bytes`);
  const [command, args] = confined(program);
  const child = spawn(command, args, { env: {}, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
  // One that could not be started has ended too.
  const ended = once(child, "close").then(
    ([, by]) => by as string | null,
    () => null,
  );
  const kill = () => void child.kill("SIGKILL");
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, wallMs);
  signal?.addEventListener("abort", kill, { once: true });
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  const said = Buffer.from(JSON.stringify({ type: claim.type, name: claim.name, words, kind }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(said.length);
  child.stdin.write(Buffer.concat([length, said]));
  child.stdin.end(bytes);
  const shown: SeenPage[] = [];
  try {
    for await (const frame of readFrames(child.stdout as AsyncIterable<Buffer>)) {
      if (frame.kind === "refused") throw new Refused(frame.code, "the viewer does not show it");
      if (frame.kind === "found") return { ...frame.found, shown };
      const { width, height } = frame.page;
      shown.push({ width, height, png: await encodePng(frame.page) });
    }
    throw new BadFrame("nothing was found");
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Refused) throw error;
    const slow = late || (await ended) === "SIGXCPU";
    throw new Refused(slow ? "too-slow" : "crashed", "the viewer's process did not finish", { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
    kill();
    await ended;
  }
}
