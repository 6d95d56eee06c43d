import { encodeWraps, type Hello } from "@setu/link";
import type { Lie, Memory } from "./lie.ts";

/** Lies in what a node answers: what it holds, what it has signed for, what it gives back (abuse 31 and 40). */
const sizeOf = (note: string): number => Number(note.split("\n")[1]);

/** Says that it holds less than it has signed for, or than its own entries have seen. */
function older(hello: Hello, { theirs, random }: Memory): Hello | null {
  const known = theirs.filter((note) => sizeOf(note) < hello.held);
  if (known.length === 0) return null;
  const checkpoint = random.pick(known);
  return { ...hello, held: sizeOf(checkpoint), checkpoint };
}

const rewritten = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte));

/** Receipts that are none: the honest side forgets what it heard, and hears again. */
const noReceipt = (name: string, receipt: NonNullable<Lie["receipt"]>): Lie => ({
  name,
  may: [],
  mends: true,
  receipt,
});

/** What never opens may have declared the key that a later act is signed with: that act is void by what can be read. */
const NEVER_OPENED: Lie["may"] = ["CANNOT_OPEN", "VOID_ACT"];

export const IN_ANSWERS: readonly Lie[] = [
  {
    name: "holds-nothing",
    may: ["SEEN_BEYOND"],
    mends: false,
    hello: (hello) => ({ ...hello, held: 0, checkpoint: "" }),
  },
  { name: "denies-what-it-signed-for", may: ["SEEN_BEYOND"], mends: false, hello: older },
  {
    name: "holds-more-than-there-is",
    may: [],
    mends: true,
    hello: (hello, { random }) => ({ ...hello, held: hello.held + random.int(1, 300) }),
  },
  {
    name: "holds-another-log",
    may: [],
    mends: true,
    hello: (hello) => ({ ...hello, origin: `${hello.origin}0` }),
  },
  {
    name: "holds-what-nobody-signed",
    may: [],
    mends: true,
    hello: (hello) => ({
      ...hello,
      held: hello.held + 1,
      checkpoint: hello.checkpoint.replace(/\n\d+\n/, `\n${hello.held + 1}\n`),
    }),
  },
  { name: "receipt-for-what-it-does-not-hold", may: ["SEEN_BEYOND"], mends: true, forgets: true },
  noReceipt("no-receipt", (answer) => ({ ...answer, receipt: null })),
  noReceipt("receipt-for-another-size", (answer, pushed, { theirs, ports, random }) => {
    const others = theirs.filter((note) => note !== pushed.checkpoint);
    if (others.length === 0 || answer.receipt === null) return null;
    return { ...answer, receipt: ports.keys.cosign(random.pick(others), ports.world.now()) };
  }),
  noReceipt("receipt-for-more", (answer, pushed, { random }) => {
    const more = sizeOf(pushed.checkpoint) + random.int(1, 9);
    if (answer.receipt === null) return null;
    const receipt = answer.receipt.replace(/\n\d+\n/, `\n${more}\n`);
    return { held: random.chance(0.5) ? more : answer.held, checkpoint: pushed.checkpoint, receipt };
  }),
  noReceipt("receipt-for-another-root", (answer) => {
    const lines = answer.receipt?.split("\n");
    if (!lines) return null;
    lines[2] = `${(lines[2] ?? "").startsWith("A") ? "B" : "A"}${(lines[2] ?? "").slice(1)}`;
    return { ...answer, receipt: lines.join("\n") };
  }),
  noReceipt("receipt-that-it-did-not-sign", (answer) => ({
    ...answer,
    receipt: answer.receipt?.replace(/ \+ \w+ /, " + us ") ?? null,
  })),
  noReceipt("receipt-of-another-time", (answer, pushed, { ports, random }) =>
    answer.receipt === null
      ? null
      : {
          ...answer,
          receipt: ports.keys.cosign(pushed.checkpoint, random.pick([0, 1, 2 ** 31 * 1000, 2 ** 42])),
        },
  ),
  {
    name: "gives-back-another-stretch",
    may: [],
    mends: true,
    fetch: (bundle) => ({ ...bundle, from: bundle.from + 1, entries: bundle.entries.slice(1) }),
  },
  {
    name: "gives-back-too-little",
    may: ["ROLLBACK"],
    mends: false,
    fetch: (bundle) => ({ ...bundle, entries: bundle.entries.slice(0, -1) }),
  },
  {
    name: "gives-back-what-was-not-signed",
    may: [],
    mends: true,
    fetch: (bundle) => ({
      ...bundle,
      entries: bundle.entries.map((entry) => ({ ...entry, act: rewritten(entry.act) })),
    }),
  },
  {
    name: "gives-back-without-keys",
    may: ["CANNOT_OPEN"],
    mends: false,
    fetch: (bundle) => ({ ...bundle, entries: bundle.entries.map((entry) => ({ ...entry, wrap: null })) }),
  },
  {
    name: "never-gives-keys",
    may: NEVER_OPENED,
    mends: false,
    wraps: (answer) => ({ ...answer, wraps: answer.wraps.map(() => null) }),
  },
  {
    name: "gives-keys-of-another-log",
    may: NEVER_OPENED,
    mends: false,
    wraps: (answer) => ({ ...answer, origin: `${answer.origin}0` }),
  },
  {
    name: "gives-keys-that-open-nothing",
    may: NEVER_OPENED,
    mends: false,
    wraps: (answer) => ({
      ...answer,
      wraps: answer.wraps.map(
        (wrap) =>
          wrap && { ...wrap, slots: wrap.slots.map((each) => ({ ...each, bytes: rewritten(each.bytes) })) },
      ),
    }),
  },
  {
    name: "gives-fewer-keys",
    may: ["CANNOT_OPEN"],
    mends: false,
    wraps: (answer) => ({ ...answer, wraps: answer.wraps.slice(1) }),
  },
  {
    name: "clock-of-2038",
    may: [],
    mends: true,
    clock: 2 ** 31 * 1000 - 1_772_000_000_000,
  },
  { name: "clock-of-long-ago", may: [], mends: true, clock: -1_700_000_000_000 },
  {
    name: "asks-for-keys-for-ever",
    may: [],
    mends: true,
    pester: ({ wraps }, { ports: { identity }, lane, random }) => {
      const owner = random.pick([identity.party, identity.peer.party, "us"]);
      const peer = owner === identity.party ? identity.peer.party : identity.party;
      const first = random.int(-1, 12);
      const positions = Array.from({ length: random.pick([0, 1, 3, 64, 65]) }, (_, i) => first + i);
      return wraps(`${owner}/link/${peer}/${lane}/1`, positions);
    },
  },
  {
    name: "asks-for-what-is-not-there",
    may: [],
    mends: true,
    pester: ({ fetch }, { random }) => fetch(random.int(-2, 40), random.pick([-1, 0, 1, 7, 2 ** 53])),
  },
  {
    name: "greets-for-ever",
    may: [],
    mends: true,
    pester: ({ hello }) => hello(),
  },
  {
    name: "sends-noise",
    may: [],
    mends: true,
    pester: async ({ hello, push }, { random }) => {
      const { opening } = await hello();
      const noise = random.bytes(random.int(0, 200));
      // Of the right kind at its beginning, and then not.
      const bytes = random.chance(0.5) ? noise : encodeWraps({ origin: "x", epochs: [], wraps: [] });
      return push(opening, bytes);
    },
  },
];
