import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** The test string of the European Institute for Computer Antivirus Research, put together here so that no scanner finds this file. */
export const EICAR = [
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$",
  "EICAR-STANDARD",
  "-ANTIVIRUS-TEST-FILE!",
  "$H+H*",
].join("");

export type Mood = "well" | "silent" | "closing" | "error" | "limit" | "rambling" | "lying" | "two-answers";

const ANSWERS: Readonly<Record<Exclude<Mood, "well">, string | null>> = {
  silent: null,
  closing: "",
  error: "stream: Can't allocate memory ERROR\0",
  limit: "INSTREAM size limit exceeded. ERROR\0",
  rambling: `stream: ${"x".repeat(100_000)}`,
  lying: "stream: OK",
  "two-answers": "stream: Eicar-Test-Signature FOUND\0stream: OK\0",
};

export type TestClamd = {
  readonly port: number;
  readonly scanned: () => number;
  mood: Mood;
  stop(): Promise<void>;
};

/** Speaks clamd's INSTREAM as clamd(8) describes it, and finds one thing; or fails in the way it is told to. */
export async function testClamd(): Promise<TestClamd> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let have = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      have = Buffer.concat([have, chunk]);
      const content = whole(have);
      if (content === null) return;
      count += 1;
      const found = content.includes(EICAR);
      const answer =
        clamd.mood === "well"
          ? found
            ? "stream: Eicar-Test-Signature FOUND\0"
            : "stream: OK\0"
          : ANSWERS[clamd.mood];
      if (answer !== null) socket.end(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const clamd: TestClamd = {
    port: (server.address() as AddressInfo).port,
    scanned: () => count,
    mood: "well",
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return clamd;
}

const COMMAND = "zINSTREAM\0";

/** The content once its end has come: chunks with their length before them, the last of length zero. */
function whole(bytes: Buffer): Buffer | null {
  if (!bytes.toString("latin1").startsWith(COMMAND)) return null;
  const parts: Buffer[] = [];
  for (let at = COMMAND.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
