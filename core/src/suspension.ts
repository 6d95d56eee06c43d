import { checkCritical, type Act, type Args, type LogAct } from "./act.ts";
import {
  badField,
  code,
  count,
  instant,
  opaque,
  recordId,
  type Code,
  type Count,
  type Instant,
  type Opaque,
  type Party,
  type RecordId,
  type WorkflowId,
} from "./words.ts";

/**
 * What a party says openly of the exchange itself: in what it has suspended it, and that it goes on (record.md section 3).
 * Facts beside the fold: no act of an item is legal or void by them. They stand in each lane and only grow: a suspension
 * that was ended never comes back, so every view joins the lanes in whatever order they arrive.
 */
export const SUSPENSION_WORKFLOW = "suspension/1" as WorkflowId;

/** Codes and agencies that one suspension names; an act has room for more (`MAX_ACT_BYTES`). */
export const MAX_SUSPENDED = 64;
/** The scale of clearances (`spec/record.md`): 0 is whatever its marking. */
const TOP_LEVEL = 4;

/** As whoever suspends sees it: what it asks of the other side, what it gives to it, or both. */
export const DIRECTIONS = ["asking", "giving", "both"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const SUSPENSION_REASONS = ["review", "legal", "security", "capacity", "incident", "policy"] as const;
export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

/** What falls in: every list that names something, and the level. One that names nothing is the whole exchange. */
export type Scope = {
  readonly offences: readonly Code[];
  readonly agencies: readonly Opaque[];
  /** From this rank on; 0: whatever it is. */
  readonly level: Count;
  readonly direction: Direction;
};

export type Suspension = Scope & {
  /** The same in every lane. */
  readonly suspension: RecordId;
  readonly from: Instant;
  readonly reason: SuspensionReason;
  /** When whoever suspends looks at it again. Nothing lapses then (rule 5). */
  readonly review: Instant;
};

export type SuspensionAct =
  | (Suspension & { readonly do: "suspend" })
  | { readonly do: "resume"; readonly suspension: RecordId };

const ARGS = {
  suspend: ["suspension", "offences", "agencies", "level", "direction", "from", "reason", "review"],
  resume: ["suspension"],
} as const;

export const isSuspensionAct = (act: Act): act is LogAct =>
  act.item === undefined && act.wf === SUSPENSION_WORKFLOW && Object.hasOwn(ARGS, act.do);

/** @throws BAD_FIELD | UNSUPPORTED_VERSION */
export function parseSuspensionAct(act: LogAct): SuspensionAct {
  checkCritical(act);
  if (!isSuspensionAct(act)) throw badField("do", "act about a suspension");
  const what = act.do as SuspensionAct["do"];
  for (const name of Object.keys(act.args))
    if (!(ARGS[what] as readonly string[]).includes(name)) throw badField(name, "argument");
  if (what === "resume") return { do: what, suspension: recordId(act.args["suspension"], "suspension") };
  return { do: what, ...parseSuspension(act.args) };
}

/** @throws BAD_FIELD */
export function parseSuspension(args: Readonly<Record<string, unknown>>): Suspension {
  const from = instant(args["from"], "from");
  const review = instant(args["review"], "review");
  if (review <= from) throw badField("review", "instant after `from`");
  return {
    suspension: recordId(args["suspension"], "suspension"),
    ...parseScope(args),
    from,
    reason: oneOf(args["reason"], SUSPENSION_REASONS, "reason"),
    review,
  };
}

function parseScope(args: Readonly<Record<string, unknown>>): Scope {
  const level = count(args["level"], "level");
  if (level > TOP_LEVEL) throw badField("level", "rank");
  return {
    offences: words(args["offences"], "offences", code),
    agencies: words(args["agencies"], "agencies", opaque),
    level,
    direction: oneOf(args["direction"], DIRECTIONS, "direction"),
  };
}

/** One way to write a list: in order, nothing twice. */
function words<T extends string>(
  value: unknown,
  field: string,
  read: (word: unknown, field: string) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length > MAX_SUSPENDED)
    throw badField(field, `list of at most ${MAX_SUSPENDED}`);
  const list = value.map((each) => read(each, field));
  if (list.some((word, i) => i > 0 && word <= (list[i - 1] ?? "")))
    throw badField(field, "list in order, without doubles");
  return list;
}

function oneOf<T extends string>(value: unknown, list: readonly T[], field: string): T {
  const found = list.find((each) => each === value);
  if (found === undefined) throw badField(field, `one of ${list.join(", ")}`);
  return found;
}

export function suspensionAct(from: Party, to: Party, id: RecordId, said: SuspensionAct): LogAct {
  const { do: what, ...args } = said;
  return { crit: [], wf: SUSPENSION_WORKFLOW, from, to, id, do: what as Code, args: args as unknown as Args };
}
