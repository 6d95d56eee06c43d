import { TLSSocket } from "node:tls";
import { openAct, openBody, parseBundle, SLOT, type KeyRow, type Ports } from "@setu/link";
import { isItemAct, parseLeaf, type Party, type RecordId } from "@setu/core";
import type { TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";

export type Side = "ca" | "in";

type Said = { local: number; remote: number; readonly chunks: Buffer[] };
type Write = (this: TLSSocket, ...args: readonly unknown[]) => unknown;

/**
 * Every byte that the two nodes of this process say to each other, as it goes into TLS. Officers' screens and the
 * database speak without TLS here, so what passes is the link and nothing else.
 */
export class Wire {
  readonly #said = new Map<TLSSocket, Said>();

  /** To be there before the first connection. */
  constructor() {
    const note = (socket: TLSSocket, chunk: unknown, encoding: unknown) => {
      const known = this.#said.get(socket) ?? { local: 0, remote: 0, chunks: [] };
      this.#said.set(socket, known);
      known.local ||= socket.localPort ?? 0;
      known.remote ||= socket.remotePort ?? 0;
      known.chunks.push(
        typeof chunk === "string"
          ? Buffer.from(chunk, encoding as BufferEncoding)
          : Buffer.from(chunk as Uint8Array),
      );
    };
    // One of the two ends every road into a stream, also that of what was corked.
    this.#stand("_write", (socket, [chunk, encoding]) => note(socket, chunk, encoding));
    this.#stand("_writev", (socket, [chunks]) => {
      for (const each of chunks as { chunk: unknown; encoding: unknown }[])
        note(socket, each.chunk, each.encoding);
    });
  }

  #stand(name: "_write" | "_writev", note: (socket: TLSSocket, args: readonly unknown[]) => void): void {
    const write = Reflect.get(TLSSocket.prototype, name) as Write;
    const value: Write = function (...args) {
      note(this, args);
      return Reflect.apply(write, this, args);
    };
    Object.defineProperty(TLSSocket.prototype, name, { value, configurable: true, writable: true });
  }

  stop(): void {
    // The methods are inherited: ours stood in front of them.
    for (const name of ["_write", "_writev"]) Reflect.deleteProperty(TLSSocket.prototype, name);
  }

  /** What the side with the link port `own` has said to the one with `peer`, a buffer for each connection. */
  streams(own: number, peer: number): Buffer[] {
    return [...this.#said.values()]
      .filter(({ local, remote }) => local === own || remote === peer)
      .map(({ chunks }) => Buffer.concat(chunks));
  }
}

export type Message = { readonly head: string; readonly body: Buffer };

/** The HTTP/1.1 messages of one direction of a connection (RFC 9112 sections 6 and 7.1). */
export function messages(stream: Buffer): Message[] {
  const found: Message[] = [];
  for (let at = 0; at < stream.length;) {
    const end = stream.indexOf("\r\n\r\n", at);
    if (end < 0) throw new Error("a message was cut off in its head");
    const head = stream.toString("latin1", at, end);
    at = end + 4;
    const parts: Buffer[] = [];
    if (/^transfer-encoding: chunked$/im.test(head)) {
      for (let size = -1; size !== 0;) {
        const line = stream.indexOf("\r\n", at);
        size = Number.parseInt(stream.toString("latin1", at, line), 16);
        parts.push(stream.subarray(line + 2, line + 2 + size));
        at = line + 2 + size + 2;
      }
    } else {
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      parts.push(stream.subarray(at, at + length));
      at += length;
    }
    found.push({ head, body: Buffer.concat(parts) });
  }
  return found;
}

/** All that the receiver can read of a bundle: leaves, acts, approvals, bodies and the material of every key. */
export function readable(
  body: Buffer,
  receiver: Ports,
): { kinds: string[]; plain: Uint8Array[]; slots: number[] } {
  const { crypto } = receiver;
  const bundle = parseBundle(new Uint8Array(body));
  const from = bundle.origin.slice(0, bundle.origin.indexOf("/")) as Party;
  const secrets = bundle.epochs.map(({ kemKey, enc }) => crypto.decapsulate(kemKey, enc));
  const plain: Uint8Array[] = [];
  const kinds: string[] = [];
  const slots: number[] = [];
  for (const entry of bundle.entries) {
    const leaf = parseLeaf(entry.leaf);
    plain.push(entry.leaf);
    const keys = new Map<number, KeyRow>();
    for (const { slot, bytes } of entry.wrap?.slots ?? []) {
      const id = entry.wrap?.id as RecordId;
      const info = new TextEncoder().encode(`setu/1 wrap ${from} ${id} ${slot} ${leaf.a}`);
      const secret = secrets[entry.wrap?.epoch ?? 0] as Uint8Array;
      const material = crypto.open(crypto.derive(secret, info), bytes, info);
      keys.set(slot, { from, id, slot, material });
      plain.push(material);
      slots.push(slot);
    }
    const key = keys.get(SLOT.act);
    if (!key) throw new Error("an entry came without the key of its act");
    const { act, approvals } = openAct(crypto, leaf, key, entry.act);
    plain.push(Buffer.from(JSON.stringify(act)), Buffer.from(approvals));
    kinds.push(act.do);
    const text = keys.get(SLOT.body);
    if (text && entry.body instanceof Uint8Array && isItemAct(act) && act.body !== null)
      plain.push(openBody(crypto, act.body, text, entry.body));
  }
  return { kinds, plain, slots };
}

export const portsOf = (nodes: TwoNodes, side: Side): Ports => {
  const { desk } = nodes[side];
  if (!desk) throw new Error("the node is not linked");
  return desk.ports;
};
