import {
  opaque,
  personsAct,
  STRICTEST,
  type Act,
  type Code,
  type Count,
  type ErrorCode,
  type Hash,
  type ItemAct,
  type ItemId,
  type Pulse,
} from "@setu/core";
import { type LogEntry, type Tx } from "@setu/link";
import { requests4 } from "@setu/requests";
import { fakeApproval, fakeKey } from "../stand-ins.ts";
import { actOn, entryOf, headsOf, newId, pulseOf, sign, type Forged, type Heads } from "./entries.ts";
import type { Lie, Memory } from "./lie.ts";

/** Lies that stand in the log, well signed: they are receipted first and judged when they are opened (abuse 35, 36, 40). */
type Make = (memory: Memory, heads: Heads, tx: Tx) => Forged | null | Promise<Forged | null>;

/** An entry that cannot be taken: it is named, and the next goes on. */
const excepted = (name: string, make: Make): Lie => ({
  name,
  may: [],
  mends: true,
  write: (tx, memory) => write(tx, memory, make),
});

/** An entry that contradicts what was signed or what there is. */
const contradicts = (name: string, may: readonly ErrorCode[], make: Make): Lie => ({
  name,
  may,
  mends: false,
  write: (tx, memory) => write(tx, memory, make),
});

async function write(tx: Tx, memory: Memory, make: Make): Promise<void> {
  const heads = await headsOf(memory, tx);
  const forged = await make(memory, heads, tx);
  if (forged) await sign(memory, tx, heads, [await entryOf(memory, tx, heads, forged)]);
}

const pulse = (memory: Memory, heads: Heads, change: Partial<Pulse> = {}): Act =>
  pulseOf(memory, heads, change);
const less = (value: number): Count => Math.max(0, value - 1) as Count;

/** An item that both sides know, or one that nobody has opened. */
async function someItem({ ports, random }: Memory, tx: Tx, theirs: Heads["theirs"]): Promise<ItemId> {
  const rows = await Promise.all(
    Array.from({ length: theirs.applied }, (_, i) => tx.actAt(theirs.origin, i)),
  );
  const items = rows.flatMap((row) => row?.act.item ?? []);
  return items.length > 0
    ? random.pick(items)
    : (`${ports.identity.party}:${random.bytes(16).toHex()}` as ItemId);
}

/** An act of its own that can be narrowed. */
async function amendable({ origin, size }: Heads["own"], tx: Tx): Promise<ItemAct | null> {
  const rows = await Promise.all(Array.from({ length: size }, (_, i) => tx.actAt(origin, i)));
  return rows.flatMap((row) => (row?.act.wf === requests4.id ? [row.act as ItemAct] : []))[0] ?? null;
}

/** As many entries of noise as it likes; none of them opens. */
const flood = (name: string, entries: number, may: readonly ErrorCode[]): Lie => ({
  name,
  may,
  mends: may.length === 0,
  async write(tx, memory) {
    const heads = await headsOf(memory, tx);
    const one = await entryOf(memory, tx, heads, { act: pulse(memory, heads), keys: () => [] });
    const noise = Array.from({ length: entries }, (): LogEntry => ({ ...one, id: null }));
    await sign(memory, tx, heads, noise);
  },
});

const stranger = fakeKey("officer.1" as never, "a key that nobody declared");

export const IN_THE_LOG: readonly Lie[] = [
  {
    name: "record-again",
    may: [],
    mends: true,
    async write(tx, memory) {
      const heads = await headsOf(memory, tx);
      const log = await tx.entries(heads.own.origin, 0, heads.own.size);
      if (log.length > 0) await sign(memory, tx, heads, [memory.random.pick(log)]);
    },
  },
  excepted("opens-to-another-text", (memory, heads) => ({
    act: pulse(memory, heads),
    keys: (rows) => rows.map((row) => ({ ...row, material: memory.random.bytes(64) })),
  })),
  excepted("no-act", (memory) => ({
    act: { from: memory.ports.identity.party, id: newId(memory) } as Act,
  })),
  excepted("needs-a-newer-version", (memory, heads) => ({
    act: { ...pulse(memory, heads), crit: ["time-travel" as Code] },
  })),
  excepted("pulse-that-is-none", (memory, heads) => ({ act: pulse(memory, heads, { sizes: [] }) })),
  excepted("item-of-others", (memory) => ({
    act: actOn(memory, `us:${memory.random.bytes(16).toHex()}` as ItemId, {}),
  })),
  excepted("addressed-to-others", (memory) => ({
    act: actOn(memory, `us:${memory.random.bytes(16).toHex()}` as ItemId, { to: "us" as never }),
  })),
  excepted("in-the-other's-name", (memory, heads) => {
    const { party, peer } = memory.ports.identity;
    return { act: { ...pulse(memory, heads), from: peer.party, to: party } };
  }),
  excepted("before-its-time", (memory, heads) =>
    heads.own.lastT > 0 ? { act: pulse(memory, heads), t: heads.own.lastT - 1 } : null,
  ),
  flood("flood-within-bounds", 20, []),
  flood("flood", 240, ["OVER_QUOTA", "FORK"]),
  contradicts("seen-beyond", ["SEEN_BEYOND", "ROLLBACK"], (memory, heads) => ({
    act: pulse(memory, heads),
    seen: heads.theirs.held + memory.random.int(1, 50),
  })),
  contradicts("seen-going-back", ["ROLLBACK"], (memory, heads) => ({
    act: pulse(memory, heads),
    seen: less(heads.own.floor),
  })),
  contradicts("pulse-number-again", ["ROLLBACK"], (memory, heads) => ({
    act: pulse(memory, heads, { no: heads.own.pulseNo as Count }),
  })),
  contradicts("pulse-that-takes-back", ["ROLLBACK"], (memory, heads) => ({
    act: pulse(memory, heads, {
      no: (heads.own.pulseNo + 7) as Count,
      cosigned: less(heads.own.pulseCosigned),
    }),
  })),
  contradicts("pulse-over-another-root", ["ROLLBACK", "FORK"], (memory, heads) => ({
    act: pulse(memory, heads, { roots: [`${"r".repeat(42)}A` as Hash] }),
  })),
  contradicts("pulse-that-holds-too-much", ["ROLLBACK", "SEEN_BEYOND"], (memory, heads) => ({
    act: pulse(memory, heads, { cosigned: (heads.theirs.held + memory.random.int(1, 9)) as Count }),
  })),
  contradicts("void-act", ["VOID_ACT"], async (memory, { theirs }, tx) => {
    const known = await someItem(memory, tx, theirs);
    const name = memory.random.pick(["acknowledge", "close", "withdraw", "refuse", "clarify", "fly"]);
    return { act: actOn(memory, known, { do: name as Code }) };
  }),
  {
    ...contradicts("narrows-wider", ["VOID_ACT"], async (memory, { own }, tx) => {
      const said = await amendable(own, tx);
      if (!said) return null;
      const mark = { ...STRICTEST, audience: [opaque("agency.9", "mark.audience")] };
      const { wf, item, id: ref } = said;
      return { act: actOn(memory, item, { wf, do: "narrow" as Code, args: { ref }, mark }) };
    }),
    amends: true,
  },
  contradicts("act-needs-a-newer-version", ["VOID_ACT"], async (memory, { theirs }, tx) => ({
    act: actOn(memory, await someItem(memory, tx, theirs), { crit: ["time-travel" as Code] }),
  })),
  contradicts("signed-by-a-stranger", ["VOID_ACT"], async (memory, { theirs }, tx) => {
    const act = actOn(memory, await someItem(memory, tx, theirs), {});
    return { act, approvals: fakeApproval(stranger, act) };
  }),
  {
    name: "act-of-the-suspended",
    may: ["VOID_ACT"],
    mends: false,
    async write(tx, memory) {
      const heads = await headsOf(memory, tx);
      const { party, peer } = memory.ports.identity;
      const officer = "officer.2" as never;
      const said = personsAct(party, peer.party, newId(memory), { do: "suspend", officer });
      const item = await someItem(memory, tx, heads.theirs);
      const act = actOn(memory, item, { by: officer });
      const entries = [
        await entryOf(memory, tx, heads, { act: said }),
        await entryOf(memory, tx, heads, { act }),
      ];
      await sign(memory, tx, heads, entries);
    },
  },
];
