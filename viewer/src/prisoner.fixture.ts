import { spawnSync } from "node:child_process";
import dgram from "node:dgram";
import { lookup, resolve4 } from "node:dns/promises";
import { readFileSync, writeFileSync, writeSync } from "node:fs";
import inspector from "node:inspector";
import net from "node:net";
import { WASI } from "node:wasi";
import { Worker } from "node:worker_threads";
import { foundFrame, pageFrame } from "./frames.ts";

/** Stands in the worker's place and does what a file would do that has taken it over. The claim says what. */
type Orders = { readonly type: string; readonly name: string };
const chunks: Buffer[] = [];
for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
const input = Buffer.concat(chunks);
const { type, name } = JSON.parse(input.toString("utf8", 4, 4 + input.readUInt32BE(0))) as Orders;

const answered = (emitter: NodeJS.EventEmitter, good: string) =>
  new Promise((resolve, reject) => emitter.once(good, resolve).once("error", reject));

/** Each does a thing that must fail. */
function escapes({ secret, port, folder }: { secret: string; port: number; folder: string }) {
  return {
    passwd: () => readFileSync("/etc/passwd"),
    keys: () => readFileSync(secret),
    proc: () => readFileSync("/proc/self/environ"),
    write: () => writeFileSync(`${folder}/out`, "x"),
    socket: () => answered(net.connect(port, "127.0.0.1"), "connect"),
    unix: () => answered(net.connect(`${folder}/socket`), "connect"),
    listen: () => answered(net.createServer().listen(0), "listening"),
    udp: async () => {
      const socket = dgram.createSocket("udp4");
      socket.bind(0);
      await answered(socket, "listening");
    },
    fetch: () => fetch(`http://127.0.0.1:${port}/`),
    lookup: () => lookup("localhost"),
    resolve: () => resolve4("example.org"),
    spawn: () => {
      const { error } = spawnSync("/bin/true");
      if (error) throw error;
    },
    worker: () => new Worker("", { eval: true }),
    wasi: () => new WASI({ version: "preview1" }),
    inspector: () => inspector.open(0),
    addon: () => process.dlopen({ exports: {} }, `${folder}/x.node`),
    // oxlint-disable-next-line no-new-func, no-implied-eval
    code: () => new Function("return 1")() as unknown,
  };
}

/** Nobody answers: that is not done either. */
const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 500));

async function tryAll(): Promise<string> {
  const done: string[] = Object.keys(process.env).map((key) => `env ${key}`);
  for (const [what, act] of Object.entries(escapes(JSON.parse(name) as never))) {
    try {
      await Promise.race([act(), late()]);
      done.push(what);
    } catch {
      // As it has to be.
    }
  }
  return done.join(" ");
}

const found = (text: string) => foundFrame({ kind: "text", flags: [], pages: 0, text });
const page = { width: 2, height: 1, channels: 1, rows: Uint8Array.of(0, 1, 2) } as const;
const raw = (letter: string, length: number, payload: string | Uint8Array) => {
  const head = Buffer.alloc(5);
  head.write(letter, "latin1");
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, Buffer.from(payload as string)]);
};
const whole = (letter: string, payload: string | Uint8Array) =>
  raw(letter, Buffer.from(payload as string).length, payload);

const LIES: Readonly<Record<string, () => Uint8Array>> = {
  silence: () => Buffer.alloc(0),
  words: () => Buffer.from("<html>hello</html>"),
  endless: () => raw("P", 0xffffffff, ""),
  short: () => raw("F", 100, "{}"),
  filter: () => pageFrame({ ...page, rows: Uint8Array.of(9, 1, 2) }),
  size: () => pageFrame({ ...page, width: 60_000 }),
  pixels: () => pageFrame({ ...page, rows: Uint8Array.of(0, 1) }),
  kind: () => whole("F", '{"kind":"trusted","flags":[],"pages":0,"text":""}'),
  flag: () => whole("F", '{"kind":"pdf","flags":["<script>"],"pages":0,"text":""}'),
  count: () => whole("F", '{"kind":"pdf","flags":[],"pages":1e9,"text":""}'),
  surrogate: () => whole("F", '{"kind":"pdf","flags":[],"pages":0,"text":"\\ud800"}'),
  code: () => whole("X", "all-good"),
  many: () => Buffer.concat(Array.from({ length: 51 }, () => pageFrame(page))),
};

if (type === "escape") {
  writeSync(1, found(await tryAll()));
  process.exit();
}
if (type === "honest") writeSync(1, Buffer.concat([pageFrame(page), found("ok")]));
else if (type === "spin") for (;;);
else if (type === "hog")
  for (const all: Uint8Array[] = []; ;) all.push(new Uint8Array(64 * 1024 * 1024).fill(1));
else if (type === "flood") for (;;) writeSync(1, pageFrame(page));
else writeSync(1, LIES[type]!());
