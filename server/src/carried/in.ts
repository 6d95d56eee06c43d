import { open } from "node:fs/promises";
import { SetuError } from "@setu/core";
import {
  asOf,
  isForUs,
  parseOpen,
  readPlace,
  readSections,
  takeLane,
  type LaneTaken,
  type OpenWords,
  type Source,
} from "@setu/link";
import { fetchCarried } from "../requests/fetching.ts";
import { projectStale, STALE_BATCH } from "../requests/projection.ts";
import { changeCarried, isOld, readCarried, withCame, type Carried } from "./known.ts";
import { pinOf, verifyLine } from "./line-key.ts";
import type { Carrying } from "./out.ts";

export type Imported = {
  /** When the file was written, by the peer's clock. */
  readonly asOf: number;
  /** A newer file was taken before. */
  readonly old: boolean;
  readonly lanes: readonly LaneTaken[];
  /** Attached files that are whole now, and that the peer's next file should bring. */
  readonly files: number;
  readonly filesWaiting: number;
};

type LinePins = { pins(): readonly string[]; shown(pin: string): void };

const WAITING = "SELECT count(*)::int AS n FROM attachment WHERE party = $1 AND state = 'fetching'";

/**
 * Reads a file of the peer whole before anything of it counts, then takes lane after lane, and attached files last.
 * @param lanes in their order; those of which the file says nothing are passed over
 * @param pinned keys that the peer's line may show now, while one follows another both; a whole file has shown its own
 * @throws BAD_BUNDLE, TOO_LARGE, BAD_FIELD, WRONG_PEER: nothing was taken. What a lane refuses stands in its line
 */
export async function importFile(
  { home, desk }: Omit<Carrying, "keys">,
  path: string,
  { lanes, pinned }: { readonly lanes: readonly string[]; readonly pinned: LinePins },
): Promise<Imported> {
  const { ports, store } = desk;
  const handle = await open(path, "r");
  try {
    const source: Source = async (at, length) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    const { words, places } = await readFrom(source, desk, pinned.pins());
    pinned.shown(pinOf(words.key));
    const at = asOf(words, ports.world.now());
    const file = { at, source, places };
    const old = isOld(readCarried(home), at);
    const taken: LaneTaken[] = [];
    const known: Record<string, Carried["lanes"][string]> = {};
    const spoken = new Set(places.flatMap(({ kind, name }) => (kind === "lane" ? [name] : [])));
    for (const lane of lanes.filter((each) => spoken.has(each))) {
      const one = await takeLane({ ...ports, store: store.ofLane(lane) }, lane, file);
      taken.push(one.taken);
      if (one.known) known[lane] = one.known;
    }
    // What was applied promises files: they are expected from here on.
    while ((await store.tx((tx) => projectStale(desk, tx))) === STALE_BATCH);
    const parts = new Map(
      places.filter(({ kind }) => kind === "part").map((place) => [`${place.name}/${place.pos}`, place]),
    );
    const here = [...new Set(places.filter(({ kind }) => kind === "part").map(({ name }) => name))];
    const files = await fetchCarried(desk, here, async (c, part) => {
      const place = parts.get(`${c}/${part}`);
      if (!place) throw new SetuError("NOT_FOUND", "the file does not bring that part");
      return readPlace(source, place);
    });
    const [waiting] = await store.rows<{ n: number }>(WAITING, [ports.identity.peer.party]);
    const came = { at: ports.world.now(), asOf: at, lanes: known, files: words.files };
    await changeCarried(home, (now) => withCame(now, came));
    return { asOf: at, old, lanes: taken, files, filesWaiting: waiting?.n ?? 0 };
  } finally {
    await handle.close();
  }
}

async function readFrom(source: Source, { ports: { identity } }: Carrying["desk"], pins: readonly string[]) {
  let words: OpenWords | null = null;
  const { places } = await readSections(source, (bytes) => {
    words = parseOpen(bytes);
    if (!isForUs(words, identity))
      throw new SetuError("WRONG_PEER", "the file is not from the other node to this one");
    return verifyLine(words.key, pins);
  });
  if (!words) throw new SetuError("BAD_BUNDLE", "the file does not say who wrote it");
  return { words: words as OpenWords, places };
}
