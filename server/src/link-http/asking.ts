import type { Peer } from "@setu/link";
import { MAX, parseHello, parsePushAnswer } from "./messages.ts";

/** One request of the link's interface. @param path below `/link/1/` @param body null: a GET @param max bytes of the answer */
export type Call = (path: string, body: Uint8Array | null, max: number) => Promise<Uint8Array>;

/** What can be asked of the other node, files included. */
export type Asking = Peer & {
  /** @throws NOT_FOUND and whatever the road throws */
  part(c: string, part: number): Promise<Uint8Array>;
};

/** The same questions over every road. */
export const askingOver = (call: Call): Asking => ({
  hello: async (lane, answering) =>
    parseHello(await call(`${lane}/hello`, Uint8Array.of(answering ? 1 : 0), MAX.json)),
  push: async (lane, opening, bundle) =>
    parsePushAnswer(await call(`${lane}/push/${opening}`, bundle, MAX.json)),
  fetch: (lane, from, to) => call(`${lane}/fetch`, Buffer.from(JSON.stringify({ from, to })), MAX.bundle),
  wraps: (lane, origin, positions) =>
    call(`${lane}/wraps`, Buffer.from(JSON.stringify({ origin, positions })), MAX.wraps),
  part: (c, part) => call(`file/${c}/${part}`, null, MAX.part),
});
