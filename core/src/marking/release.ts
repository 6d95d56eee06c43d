import { SetuError } from "../errors.ts";
import type { Instant, Opaque, Party } from "../words.ts";
import { joinLevels, unmapped, type LevelMap } from "./level.ts";
import { HANDLING, PAP, TLP, type Handling, type Marking, type Pap, type Tlp } from "./marking.ts";

/** Who wants to read, and when. */
export type Reader = {
  readonly agency: Opaque;
  /** Whether the officer is personally named for this record: addressed by the sender, or assigned. */
  readonly named: boolean;
  readonly now: Instant;
};

/**
 * Whether a reader may see a record. Fails closed: an empty audience is nobody, whatever the TLP label says,
 * and TLP:RED is for named officers of an agency in the audience.
 */
export function releasable(marking: Marking, reader: Reader): boolean {
  if (marking.expires !== undefined && reader.now >= marking.expires) return false;
  if (!marking.audience.includes(reader.agency)) return false;
  return marking.tlp !== "RED" || reader.named;
}

/** The join of two markings: whoever may do something under it may do so under both. */
export function strictest(a: Marking, b: Marking): Marking {
  const level = joinLevels(a.level ?? [], b.level ?? []);
  const expires = earlier(a.expires, b.expires);
  return {
    tlp: stricter(TLP, a.tlp, b.tlp),
    handling: HANDLING.filter((code) => a.handling.includes(code) || b.handling.includes(code)),
    pap: stricter(PAP, a.pap, b.pap),
    ...(level.length === 0 ? {} : { level }),
    audience: a.audience.filter((agency) => b.audience.includes(agency)),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Whether `next` is nowhere looser than `held`. */
export const isTighter = (next: Marking, held: Marking): boolean => same(strictest(next, held), next);

/** Anyone may tighten a marking that they hold; only the originator may loosen it. */
export const mayReplace = (held: Marking, next: Marking, by: Party, originator: Party): boolean =>
  by === originator || isTighter(next, held);

/**
 * Refuses what may not leave: call it on the way out, after parseMarking.
 * @throws AUDIENCE_EMPTY, LEVEL_UNMAPPED
 */
export function assertSendable(marking: Marking, levels: LevelMap): void {
  if (marking.audience.length === 0) {
    throw new SetuError("AUDIENCE_EMPTY", "the marking releases this to nobody");
  }
  for (const level of marking.level ?? []) if (!levels.has(level)) throw unmapped(level);
}

/** What a holder may want to do beyond reading. */
export type Use = "forward" | "court" | "lookup" | "active";

type Bar = {
  readonly tlp: readonly Tlp[];
  readonly handling: readonly Handling[];
  readonly pap: readonly Pap[];
};

/** H3 stands in each row because its text is for a person to read, so no software may wave it through. */
const BARS: Readonly<Record<Use, Bar>> = {
  forward: { tlp: ["RED", "AMBER+STRICT", "AMBER"], handling: ["H2", "H3"], pap: [] },
  court: { tlp: ["RED"], handling: ["H1", "H3"], pap: [] },
  lookup: { tlp: [], handling: ["H3"], pap: ["RED"] },
  active: { tlp: [], handling: ["H3"], pap: ["RED", "AMBER"] },
};

/**
 * Whether the originator must be asked first: to pass it on outside the audience (`forward`), to disclose it
 * in judicial proceedings (`court`), to check it against third-party services (`lookup`), or to act on it
 * detectably, such as a ping or a block (`active`).
 */
export function needsPermission(marking: Marking, use: Use): boolean {
  const bar = BARS[use];
  return (
    bar.tlp.includes(marking.tlp) ||
    bar.pap.includes(marking.pap) ||
    marking.handling.some((code) => bar.handling.includes(code))
  );
}

/**
 * Whether its originator keeps control of it (ORCON): passing it on to anybody but those it names wants his leave by the
 * handling code itself, whatever the label.
 */
export const isControlled = ({ handling }: Pick<Marking, "handling">): boolean =>
  handling.includes("H2") || handling.includes("H3");

const stricter = <T>(strictestFirst: readonly T[], a: T, b: T): T =>
  strictestFirst.indexOf(a) <= strictestFirst.indexOf(b) ? a : b;

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a <= b ? a : b;
}

const same = (a: Marking, b: Marking): boolean =>
  a.tlp === b.tlp &&
  a.pap === b.pap &&
  a.expires === b.expires &&
  sameList(a.handling, b.handling) &&
  sameList(a.level ?? [], b.level ?? []) &&
  sameList(a.audience, b.audience);

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);
