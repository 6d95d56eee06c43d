import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { SetuError } from "@setu/core";

export type Verdict = "clean" | "found";

/** A scanner of files for what is harmful. */
export interface Scanner {
  /** @throws UNSCANNED when it does not answer, or answers anything but one of the two verdicts */
  scan(content: AsyncIterable<Uint8Array>): Promise<Verdict>;
}

/** `{ "socket": "/run/clamd.sock" }` or `{ "host": "127.0.0.1", "port": 3310 }` in node.json. */
export type ScannerAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

const MAX_ANSWER = 4_096;
const CHUNK = 256 * 1024;
const WAIT_MS = 60_000;

/** A scanner that speaks the protocol of clamd (clamd(8), command INSTREAM): one connection for each file. */
export function clamd(address: ScannerAddress, waitMs: number = WAIT_MS): Scanner {
  const to: NetConnectOpts =
    "socket" in address ? { path: address.socket } : { host: address.host, port: address.port };
  return {
    scan: async (content) => {
      const socket = connect(to);
      const timer = setTimeout(() => socket.destroy(new Error("no answer in time")), waitMs);
      try {
        const answer = read(socket);
        // Awaited below; a refused connection fails both.
        answer.catch(() => {});
        await once(socket, "connect");
        await send(socket, content, answer);
        return verdictOf(await answer);
      } catch (cause) {
        if (cause instanceof SetuError) throw cause;
        throw new SetuError("UNSCANNED", "the scanner does not answer", { cause });
      } finally {
        clearTimeout(timer);
        socket.destroy();
      }
    },
  };
}

async function send(
  socket: Socket,
  content: AsyncIterable<Uint8Array>,
  answer: Promise<string>,
): Promise<void> {
  socket.write("zINSTREAM\0");
  for await (const block of content) {
    for (let at = 0; at < block.length; at += CHUNK) {
      const chunk = block.subarray(at, at + CHUNK);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      socket.write(length);
      // An answer before the end is a refusal, such as a size limit: nobody drains the rest.
      if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), answer]);
    }
  }
  socket.write(Buffer.alloc(4));
}

async function read(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    text += chunk.toString("latin1");
    if (text.length > MAX_ANSWER) throw new Error("an answer that is too long");
    if (text.includes("\0")) break;
  }
  return text;
}

/** Exactly one line of the two; `ERROR`, silence and anything else are no verdict. */
function verdictOf(answer: string): Verdict {
  if (answer === "stream: OK\0") return "clean";
  if (/^stream: [^\0\n]+ FOUND\0$/.test(answer)) return "found";
  throw new SetuError("UNSCANNED", "the scanner gave no verdict");
}
