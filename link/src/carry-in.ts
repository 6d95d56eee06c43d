import { isSetuError, parseCanonical, SetuError, type ErrorCode } from "@setu/core";
import { apply } from "./apply.ts";
import { readPlace, type Place, type Source } from "./carried-file.ts";
import { parseAsked, parseLane, type AskedKeys, type LaneWords } from "./carried-words.ts";
import type { LaneKnown } from "./carry-out.ts";
import { heldThere, seenBeyond, takeReceipt, twoHistories } from "./heard.ts";
import { askForKeys } from "./keys-again.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Peer, Ports } from "./ports.ts";
import { checkEntry, onCarried } from "./receive.ts";
import { importOwn } from "./recover.ts";
import { parseBundle } from "./wire.ts";

/** A file that was read and found whole. */
export type CarriedFile = { readonly at: number; readonly source: Source; readonly places: readonly Place[] };

export type LaneTaken = {
  readonly lane: string;
  /** Of the peer's log: held before, held and applied now. */
  readonly before: number;
  readonly held: number;
  readonly applied: number;
  /** Of our log: its size, and how much the peer has cosigned. */
  readonly size: number;
  readonly cosigned: number;
  /** `earlier`: the file begins after what is held here. `tail`: our own log has to come back first. */
  readonly lacks: "earlier" | "tail" | null;
  /** Why the lane was not taken whole; what was taken before it stays. */
  readonly code: ErrorCode | null;
};

/**
 * Takes one lane out of a file: the peer's word of our log and its receipt, our own tail, its entries, keys; and opens
 * what came. The doors are those of the line. A file that is old, or comes twice, changes nothing.
 * @returns besides, what the file says of the lane, for the next one; null when it says nothing that counts
 */
export async function takeLane(
  ports: Ports,
  lane: string,
  file: CarriedFile,
): Promise<{ readonly taken: LaneTaken; readonly known: LaneKnown | null }> {
  const before = (await standOf(ports, lane)).held;
  let known: LaneKnown | null = null;
  let lacks: LaneTaken["lacks"] = null;
  let code: ErrorCode | null = null;
  try {
    const mine = file.places.filter(({ name }) => name === lane);
    const [first] = mine.filter(({ kind }) => kind === "lane");
    if (!first) throw new SetuError("BAD_BUNDLE", "the file says nothing of the lane");
    const words = parseLane(await readPlace(file.source, first));
    const road = await roadOf(file.source, mine);
    lacks = await hearWords(ports, road, lane, words);
    known = { at: file.at, held: words.held, own: words.own, asks: words.asks };
    lacks = (await takeBundles(ports, lane, file, mine, words)) ?? lacks;
    await askForKeys(ports, road, lane);
    while ((await apply(ports, lane)).more);
    // What could not be opened may wait for keys that this file brings.
    if (await askForKeys(ports, road, lane)) while ((await apply(ports, lane)).more);
  } catch (error) {
    if (!isSetuError(error)) throw error;
    code = error.code;
  }
  return { taken: { lane, before, ...(await standOf(ports, lane)), lacks, code }, known };
}

async function standOf({ store, identity }: Ports, lane: string) {
  return store.tx(async (tx) => {
    const { size, cosigned } = await tx.own(ownOrigin(identity, lane), false);
    const { held, applied } = await tx.peer(peerOrigin(identity, lane), "none");
    return { size, cosigned, held, applied };
  });
}

/**
 * An old file holds less than a newer one, and lies by that of nothing: only what stands in one file is held against each
 * other. @returns `tail` when the peer holds more of our log than is here and the file does not bring it
 */
async function hearWords(
  ports: Ports,
  road: Peer,
  lane: string,
  words: LaneWords,
): Promise<LaneTaken["lacks"]> {
  const { store, identity } = ports;
  const there = heldThere(ports, lane, words);
  const own = await store.tx((tx) => tx.own(ownOrigin(identity, lane), false));
  if (there.size > own.size) {
    try {
      await importOwn(ports, road, lane, words.checkpoint, there);
    } catch (error) {
      if (isSetuError(error, "PEER_SILENT")) return "tail";
      throw error;
    }
  } else if (there.size > 0) {
    const code = await store.tx((tx) => twoHistories(ports, tx, lane, there, words.checkpoint));
    if (code) throw new SetuError(code, "the peer holds another history with our signature");
  }
  if (words.receipt !== null) await takeReceipt(ports, lane, words.receipt);
  return null;
}

async function takeBundles(
  ports: Ports,
  lane: string,
  { at, source }: CarriedFile,
  places: readonly Place[],
  words: LaneWords,
): Promise<LaneTaken["lacks"]> {
  const { store, identity } = ports;
  for (const place of places.filter(({ kind }) => kind === "bundle")) {
    const bytes = await readPlace(source, place);
    const held = await onCarried(ports, lane, bytes, at);
    const bundle = parseBundle(bytes);
    if (held >= bundle.from + bundle.entries.length) continue;
    if (held < bundle.from) return "earlier";
    const beyond = Math.max(...bundle.entries.map((entry) => checkEntry(entry).seen));
    const code = await store.tx(async (tx) => {
      const own = await tx.own(ownOrigin(identity, lane), false);
      if (beyond <= own.size || words.held > own.size) return null;
      return seenBeyond(ports, tx, lane, beyond, [own.checkpoint, words.checkpoint, bundle.checkpoint]);
    });
    if (code) throw new SetuError(code, "the peer has signed that it saw what nobody wrote");
    return "tail";
  }
  return null;
}

/** No more answers about keys are read. */
const LOGS_OF_A_LANE = 2;

/** The file answers as the peer would, as far as it has the answer; on everything else it is silent. */
async function roadOf(source: Source, places: readonly Place[]): Promise<Peer> {
  const keys = await Promise.all(
    places
      .filter(({ kind }) => kind === "keys")
      .slice(0, LOGS_OF_A_LANE)
      .map((place) => readKeys(source, place)),
  );
  const silent = () => Promise.reject(new SetuError("PEER_SILENT", "the file does not bring it"));
  return {
    hello: silent,
    push: silent,
    fetch: async (_lane, from) => {
      const place = places.find(({ kind, pos }) => kind === "back" && pos === from);
      return place ? readPlace(source, place) : silent();
    },
    wraps: async (_lane, origin, positions) => {
      const asked = keys.find((each) => each.origin === origin && each.positions.join() === positions.join());
      return asked ? asked.wraps : silent();
    },
  };
}

async function readKeys(source: Source, place: Place): Promise<AskedKeys & { readonly wraps: Uint8Array }> {
  const bytes = await readPlace(source, place);
  const length = bytes.length < 4 ? bytes.length : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > bytes.length - 4) throw new SetuError("BAD_BUNDLE", "an answer about keys is malformed");
  const asked = parseAsked(parseCanonical(bytes.subarray(4, 4 + length), 4 + 8 * 1024));
  return { ...asked, wraps: bytes.subarray(4 + length) };
}
