import { parseDay } from "../clock/day.ts";
import { LISTS } from "../codes/lists.ts";
import { EXCHANGES, type Exchange } from "../gates/profile.ts";
import { badField, code, type Code } from "../words.ts";

export const INSTRUMENT_KINDS = ["treaty", "mlat", "memorandum", "arrangement", "domestic-act"] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** Asked or given; what is done here with what came rests on the law of this state and is not agreed. */
const BETWEEN = EXCHANGES.filter((each) => each !== "using");
type Between = Exclude<Exchange, "using">;

/** On what an exchange rests: what it covers, and from when to when this register counts it. */
export type Instrument = {
  readonly id: Code;
  /** The code of `legal-basis` by which a request names it; several instruments may share one. */
  readonly basis: Code;
  readonly kind: InstrumentKind;
  readonly title: { readonly en: string; readonly fr: string; readonly hi: string };
  readonly exchanges: readonly Between[];
  /** Codes of `purpose` and of `offence`; empty: every one. */
  readonly purposes: readonly Code[];
  readonly topics: readonly Code[];
  /** In force from this instant, inclusive, until that one, exclusive; null for no end. Midnight UTC, as in code lists. */
  readonly from: number;
  readonly until: number | null;
  readonly source: string;
  readonly status: "confirmed" | "unconfirmed";
};

/** What an exchange says of itself. Of an old record a code may have ended: then it is in no scope but an open one. */
export type Rest = {
  readonly basis: string;
  readonly purpose: string;
  readonly topic: string;
  readonly exchange: Between;
};

export const isInstrumentInForce = (
  { from, until }: Pick<Instrument, "from" | "until">,
  at: number,
): boolean => at >= from && (until === null || at < until);

const covers = (codes: readonly string[], said: string): boolean =>
  codes.length === 0 || codes.includes(said);

/** The instruments in force at an instant under which this may be exchanged, whatever basis it names. */
export const inForceFor = (
  register: readonly Instrument[],
  { purpose, topic, exchange }: Omit<Rest, "basis">,
  at: number,
): readonly Instrument[] =>
  register.filter(
    (each) =>
      isInstrumentInForce(each, at) &&
      each.exchanges.includes(exchange) &&
      covers(each.purposes, purpose) &&
      covers(each.topics, topic),
  );

/** Those of them that it names. None: the exchange rests on nothing, and is refused. */
export const restsOn = (register: readonly Instrument[], rest: Rest, at: number): readonly Instrument[] =>
  inForceFor(register, rest, at).filter(({ basis }) => basis === rest.basis);

/** How near an end has to be before somebody is told: an agreement is not renewed in a week. */
export const WARN_DAYS = [90, 30] as const;
const DAY_MS = 86_400_000;

/** Within how many days it ends, the least that holds; 0: it has ended; null: not soon, or never. */
export function endsWithin({ until }: Pick<Instrument, "until">, at: number): 0 | 30 | 90 | null {
  if (until === null) return null;
  if (at >= until) return 0;
  return WARN_DAYS.findLast((days) => until - at <= days * DAY_MS) ?? null;
}

const MAX = { entries: 256, text: 300, codes: 64 } as const;
const FIELDS = [
  "basis",
  "exchanges",
  "from",
  "id",
  "kind",
  "purposes",
  "source",
  "status",
  "title",
  "topics",
  "until",
];

/** @throws BAD_FIELD for another form, a code of no list, an id twice, or an end before the beginning */
export function parseInstruments(value: unknown): readonly Instrument[] {
  if (!Array.isArray(value) || value.length > MAX.entries) throw badField("instruments", "list");
  const read = value.map(parseInstrument);
  if (new Set(read.map(({ id }) => id)).size !== read.length) throw badField("instruments", "unique ids");
  return read;
}

function parseInstrument(value: unknown): Instrument {
  const given = object(value, "instruments");
  for (const name of FIELDS)
    if (!Object.hasOwn(given, name)) throw badField(`instruments.${name}`, "field (it is missing)");
  for (const name of Object.keys(given))
    if (!FIELDS.includes(name)) throw badField(`instruments.${name}`, "field");
  const id = code(given["id"], "instruments.id");
  const field = (name: string) => `instruments.${id}.${name}`;
  const { en, fr, hi } = object(given["title"], field("title"));
  const from = day(given["from"], field("from"));
  const until = given["until"] === null ? null : day(given["until"], field("until"));
  if (until !== null && until <= from) throw badField(field("until"), "end after the beginning");
  return {
    id,
    basis: listed("legal-basis", given["basis"], field("basis")),
    kind: oneOf(INSTRUMENT_KINDS, given["kind"], field("kind")),
    title: { en: text(en, field("title")), fr: text(fr, field("title")), hi: text(hi, field("title")) },
    exchanges: list(given["exchanges"], field("exchanges"), 1).map((each) =>
      oneOf(BETWEEN, each, field("exchanges")),
    ),
    purposes: list(given["purposes"], field("purposes")).map((each) =>
      listed("purpose", each, field("purposes")),
    ),
    topics: list(given["topics"], field("topics")).map((each) => listed("offence", each, field("topics"))),
    from,
    until,
    source: text(given["source"], field("source")),
    status: oneOf(["confirmed", "unconfirmed"] as const, given["status"], field("status")),
  };
}

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(field, "object");
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, field: string, least = 0): readonly unknown[] {
  if (
    !Array.isArray(value) ||
    value.length < least ||
    value.length > MAX.codes ||
    new Set(value).size !== value.length
  )
    throw badField(field, "list");
  return value;
}

function listed(name: "legal-basis" | "purpose" | "offence", value: unknown, field: string): Code {
  const found = code(value, field);
  if (!LISTS[name].has(found)) throw badField(field, `code of ${name}`);
  return found;
}

function text(value: unknown, field: string): string {
  if (typeof value !== "string" || value.trim() === "" || value.length > MAX.text)
    throw badField(field, "text");
  return value;
}

function oneOf<T extends string>(codes: readonly T[], value: unknown, field: string): T {
  const found = codes.find((each) => each === value);
  if (found === undefined) throw badField(field, "code");
  return found;
}

/** A day begins at midnight UTC, for both sides at the same instant. */
const day = (value: unknown, field: string): number => Date.parse(parseDay(value, field));
