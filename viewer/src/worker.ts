import { writeSync } from "node:fs";
import { foundFrame, pageFrame, refusedFrame } from "./frames.ts";
import type { Claim } from "./kinds.ts";
import { LIMITS, Refused } from "./limits.ts";
import { kindOf, look } from "./look.ts";
import type { PageImage } from "./pixels.ts";

/**
 * The program that reads one hostile file: four bytes of length, the claim as JSON, then the file, over standard input;
 * frames over standard output. It is started by `run.ts` without rights (`confinement.ts`), reads one file and ends.
 */
const chunks: Buffer[] = [];
let size = 0;
for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
  size += chunk.length;
  if (size > LIMITS.inputBytes + 4_096) break;
  chunks.push(chunk);
}
const input = Buffer.concat(chunks);
const from = 4 + input.readUInt32BE(0);
const { words, kind, ...claim } = JSON.parse(input.toString("utf8", 4, from)) as Claim & {
  readonly words: boolean;
  readonly kind: boolean;
};
const file = input.subarray(from);
const show = words ? null : (page: PageImage) => send(pageFrame(page));
try {
  send(foundFrame(kind ? kindOf(file, claim) : await look(file, claim, show)));
} catch (error) {
  // A decoder that throws has met a file that no honest program writes, or its own limit.
  send(refusedFrame(error instanceof Refused ? error.code : "damaged"));
}

/** Waits while the reader does: pages do not gather in memory here. */
function send(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
