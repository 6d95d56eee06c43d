import { leafBytes, parseLeaf, type Instant } from "@setu/core";
import { ownOrigin, type WireEntry, type Wrap } from "@setu/link";
import { append, emptyFrontier, leafHash, root } from "tlog";
import type { Lie, Memory, Push } from "./lie.ts";

/** Lies about the log on its way: what is pushed is not what was signed, or two histories are (abuse 30 to 32). */
type Change = (entries: readonly WireEntry[], memory: Memory) => readonly WireEntry[] | null;

/** Other entries under the true checkpoint. */
const unsigned = (name: string, change: Change): Lie => ({
  name,
  // Entries that do not add up from what is held leave two signed checkpoints and nothing that connects them.
  may: ["FORK"],
  mends: false,
  push: ({ opening, bundle }, memory) => {
    const entries = change(bundle.entries, memory);
    return entries && { opening, bundle: { ...bundle, entries } };
  },
});

/** Other entries under a checkpoint of their own: whoever holds one history is shown another. */
const signed = (name: string, change: Change, may: Lie["may"] = []): Lie => ({
  name,
  may: ["FORK", "ROLLBACK", ...may],
  mends: false,
  push: (push, memory) => {
    const entries = change(push.bundle.entries, memory);
    return entries && resigned(push, memory, entries);
  },
});

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 7 ? byte ^ 1 : byte));

/** As well formed and as well sealed, at another instant. */
function altered(entry: WireEntry): WireEntry {
  const leaf = parseLeaf(entry.leaf);
  return { ...entry, leaf: leafBytes({ ...leaf, t: (leaf.t + 1) as Instant }) };
}

function resigned({ opening, bundle }: Push, memory: Memory, entries: readonly WireEntry[]): Push {
  const { ports, lane, leaves } = memory;
  const origin = ownOrigin(ports.identity, lane);
  const own = [...leaves.slice(0, bundle.from), ...entries.map(({ leaf }) => leafHash(leaf))];
  const frontier = append(emptyFrontier(), own);
  const head = { origin, size: frontier.size, root: root(frontier) };
  const checkpoint = ports.keys.sign(head, ports.world.now());
  return { opening, bundle: { ...bundle, entries, checkpoint } };
}

const last = (entries: readonly WireEntry[], change: (entry: WireEntry) => WireEntry) =>
  entries.map((entry, i) => (i === entries.length - 1 ? change(entry) : entry));

const keysChanged = (name: string, change: (wrap: Wrap, memory: Memory) => Wrap | null): Lie => ({
  name,
  may: [],
  mends: true,
  push: ({ opening, bundle }, memory) => {
    const wraps = bundle.entries.map(({ wrap, ...entry }) => ({
      ...entry,
      wrap: wrap && change(wrap, memory),
    }));
    return { opening, bundle: { ...bundle, entries: wraps } };
  },
});

export const ON_THE_ROAD: readonly Lie[] = [
  unsigned("gap", (entries) => (entries.length > 1 ? entries.toSpliced(0, 1) : null)),
  unsigned("truncated-tail", (entries) => (entries.length > 1 ? entries.slice(0, -1) : null)),
  unsigned("another-order", (entries) => (entries.length > 1 ? entries.toReversed() : null)),
  unsigned("entry-twice", (entries) => entries.flatMap((entry) => [entry, entry])),
  unsigned("flipped-bit", (entries) => last(entries, (entry) => ({ ...entry, act: flipped(entry.act) }))),
  unsigned("flipped-leaf", (entries) => last(entries, altered)),
  unsigned("spliced", (entries, { pushed, random }) => {
    const other = pushed.length > 0 ? random.pick(pushed).entries : [];
    return other.length > 0 ? [...other, ...entries].slice(0, entries.length) : null;
  }),
  signed("second-history", (entries) => last(entries, altered)),
  signed("second-history-longer", (entries) => [...last(entries, altered), ...entries.slice(-1)]),
  // What is left out may have declared the key that a later act is signed with: by the log that is shown, that act is void.
  signed("second-history-shorter", (entries) => (entries.length > 1 ? entries.toSpliced(0, 1) : null), [
    "VOID_ACT",
  ]),
  {
    name: "second-history-from-before",
    may: ["FORK", "ROLLBACK"],
    mends: false,
    // Overlaps what is held, and rewrites it.
    push: ({ opening, bundle }, memory) => {
      const earlier = memory.pushed.find(
        ({ origin, from }) => origin === bundle.origin && from < bundle.from,
      );
      if (!earlier) return null;
      return resigned({ opening, bundle: earlier }, memory, last(earlier.entries, altered));
    },
  },
  {
    name: "old-checkpoint",
    may: ["FORK"],
    mends: false,
    push: ({ opening, bundle }, { ours, random }) =>
      ours.length === 0 ? null : { opening, bundle: { ...bundle, checkpoint: random.pick(ours) } },
  },
  {
    name: "checkpoint-alone",
    may: ["FORK"],
    mends: false,
    push: ({ opening, bundle }) => ({ opening, bundle: { ...bundle, entries: [], proof: [] } }),
  },
  {
    name: "old-push",
    may: [],
    mends: true,
    push: ({ opening, bundle }, { pushed, random }) => {
      const same = pushed.filter(({ origin }) => origin === bundle.origin);
      return same.length === 0 ? null : { opening, bundle: random.pick(same) };
    },
  },
  {
    name: "old-opening",
    may: [],
    mends: true,
    push: ({ bundle }, { openings, random }) =>
      openings.length === 0 ? null : { opening: random.pick(openings), bundle },
  },
  {
    name: "another-log",
    may: [],
    mends: true,
    push: ({ opening, bundle }) => ({ opening, bundle: { ...bundle, origin: `${bundle.origin}0` } }),
  },
  keysChanged("without-keys", () => null),
  keysChanged("keys-that-open-nothing", (wrap) => ({
    ...wrap,
    slots: wrap.slots.map(({ slot, bytes }) => ({ slot, bytes: flipped(bytes) })),
  })),
  keysChanged("keys-of-another-record", (wrap, { random }) => ({ ...wrap, id: random.bytes(16).toHex() })),
];
