import { Said, type AboutVoid } from "./about.ts";
import { checkCritical, type ItemAct } from "./act.ts";
import { isSetuError } from "./errors.ts";
import { openerOf, type Instant, type ItemId, type Party, type RecordId } from "./words.ts";
import {
  checkArgs,
  roleOf,
  workflowFor,
  type Cell,
  type Row,
  type Workflow,
  type Workflows,
} from "./workflow.ts";

/** An act where it stands: whose log, position, and what the leaf says. */
export type Entry = {
  readonly party: Party;
  readonly pos: number;
  readonly t: Instant;
  readonly seen: number;
  /** The largest `seen` of an earlier entry of the same log: an act below it contradicts a signed statement. */
  readonly floor: number;
  readonly act: ItemAct;
  /** What its own log says against the persons behind it, judged once, at its position (`link/src/persons.ts`). */
  readonly persons?: PersonsVoid | null;
};

/** A signature of a person that does not hold there; an act of who is suspended or recalled there. */
export type PersonsVoid = "bad-approval" | "suspended-officer";

/** `t` of the pulse at a position of a party's log, undefined where there is none. */
export type PulseTime = (party: Party, pos: number) => Instant | undefined;

/** Why an act has no effect. Between honest nodes of one version no act is ever void: each of these is an alarm. */
export type Void =
  | PersonsVoid
  | AboutVoid
  | "unopened"
  | "opened-twice"
  | "wrong-workflow"
  | "unknown-act"
  | "bad-arguments"
  | "wrong-stage"
  | "other-half"
  | "not-silent"
  | "stale-mine"
  | "stale-yours"
  | "seen-below"
  | "cycle";

export type Judged = Entry & { readonly void: Void | null };

/** One party's half of an item. `last` holds the last legal act of each kind, by its name. */
export type Half = {
  readonly party: Party;
  readonly role: string;
  readonly stage: string;
  readonly head: RecordId | null;
  readonly last: { readonly [act: string]: Entry };
};

export type ItemState = {
  readonly item: ItemId;
  readonly workflow: Workflow;
  readonly opener: Half;
  readonly other: Half;
  readonly cell: Cell;
  /** All acts of the item, judged, in an order both nodes compute alike. */
  readonly judged: readonly Judged[];
};

/**
 * The state of one item, always from all of its acts (record.md rule 3 and section 3). Each act is judged against
 * the other half as it stood at the act's `seen`, so the order of arrival cannot matter. Null while no legal
 * opening is known.
 * @throws UNSUPPORTED_VERSION when the item was opened in a workflow this node does not speak, or an act of it names in
 *   `crit` what this version does not understand: the whole item is held, for a state without that act would be a guess
 */
export function fold(
  workflows: Workflows,
  item: ItemId,
  entries: readonly Entry[],
  pulseTime: PulseTime,
): ItemState | null {
  const opener = openerOf(item);
  const opening = entries.find((e) => e.party === opener && itemOpening(e, item));
  if (!opening) return null;
  for (const { act } of entries) if (act.item === item) checkCritical(act);
  const workflow = workflowFor(workflows, opening.act.wf);
  const other = opening.act.to;
  const a = new Timeline(opener, workflow, item, entries);
  const b = new Timeline(other, workflow, item, entries);
  const judged: Judged[] = [];
  for (;;) {
    // An act is ready when nothing of the other half that it has seen is still unjudged.
    const mine = a.next();
    const yours = b.next();
    if (!mine && !yours) break;
    const ready =
      mine && (!yours || yours.pos >= mine.seen) ? a : yours && (!mine || mine.pos >= yours.seen) ? b : null;
    if (ready) judged.push(ready.judge(ready === a ? b : a, pulseTime));
    // Each claims to have seen the other before it was written: no honest pair of logs holds this.
    else judged.push(a.reject("cycle"));
  }
  const [first, second] = [a.half(), b.half()];
  if (first.stage === NONE) return null;
  const cell = workflow.product[first.stage]?.[second.stage];
  if (!cell) throw new Error(`product table of ${workflow.id} lacks ${first.stage} x ${second.stage}`);
  return { item, workflow, opener: first, other: second, cell, judged };
}

/** The verdict over an act that is about to be committed: the same judgement that both folds will make of it. */
export function judgeNext(
  workflows: Workflows,
  item: ItemId,
  entries: readonly Entry[],
  next: Entry,
  pulseTime: PulseTime,
): Void | null {
  const state = fold(workflows, item, [...entries, next], pulseTime);
  return (
    state?.judged.find((j) => j.act.id === next.act.id && j.party === next.party)?.void ??
    (state ? null : "unopened")
  );
}

/** The moves open to a party now: what the screen offers. Silence is left to the act itself to show. */
export function movesOf(state: ItemState, party: Party): readonly string[] {
  const [mine, yours] =
    party === state.opener.party ? [state.opener, state.other] : [state.other, state.opener];
  const rows = roleOf(state.workflow, state.opener.party, party).rows;
  return [...new Set(rows.filter((row) => allows(row, mine, yours) === null).map((row) => row.do))];
}

const NONE = "none";
const itemOpening = (e: Entry, item: ItemId) => e.act.item === item && item.endsWith(`:${e.act.id}`);

function allows(row: Row, mine: Half, yours: Half): "wrong-stage" | "other-half" | null {
  if (!row.from.includes(mine.stage)) return "wrong-stage";
  return row.other && !row.other.includes(yours.stage) ? "other-half" : null;
}

/** One half in the making: its acts in log order, and the half as it stood after each of them. */
class Timeline {
  readonly #entries: readonly Entry[];
  readonly #workflow: Workflow;
  readonly #item: ItemId;
  readonly #history: { pos: number; half: Half }[] = [];
  readonly #start: Half;
  readonly #said = new Said();
  #cursor = 0;

  constructor(party: Party, workflow: Workflow, item: ItemId, entries: readonly Entry[]) {
    this.#workflow = workflow;
    this.#item = item;
    this.#entries = entries
      .filter((e) => e.party === party && e.act.item === item)
      .toSorted((x, y) => x.pos - y.pos);
    const { role } = roleOf(workflow, openerOf(item), party);
    this.#start = { party, role, stage: NONE, head: null, last: {} };
  }

  next(): Entry | undefined {
    return this.#entries[this.#cursor];
  }

  half(): Half {
    return this.#history.at(-1)?.half ?? this.#start;
  }

  /** The half as a reader saw it who had applied `seen` entries of this log. */
  halfAt(seen: number): Half {
    return this.#history.findLast((h) => h.pos < seen)?.half ?? this.#start;
  }

  reject(reason: Void): Judged {
    return { ...(this.#entries[this.#cursor++] as Entry), void: reason };
  }

  judge(across: Timeline, pulseTime: PulseTime): Judged {
    const entry = this.#entries[this.#cursor++] as Entry;
    const mine = this.half();
    const yours = across.halfAt(entry.seen);
    const verdict = this.#verdict(entry, mine, yours, pulseTime);
    if (typeof verdict === "string") return { ...entry, void: verdict };
    const { about } = this.#workflow;
    if (about) this.#said.add(aboutOf(about, entry), entry.act);
    if (verdict) {
      const last = { ...mine.last, [entry.act.do]: entry };
      const half = { ...mine, stage: verdict.to ?? mine.stage, head: entry.act.id, last };
      this.#history.push({ pos: entry.pos, half });
    }
    return { ...entry, void: null };
  }

  /** The row that the act moves along, null for an act that only says, or why it has no effect. */
  #verdict(entry: Entry, mine: Half, yours: Half, pulseTime: PulseTime): Row | null | Void {
    const { act } = entry;
    if (entry.seen < entry.floor) return "seen-below";
    if (entry.persons) return entry.persons;
    if (act.wf !== this.#workflow.id) return "wrong-workflow";
    const says = Object.hasOwn(this.#workflow.says, act.do) ? this.#workflow.says[act.do] : undefined;
    if (says) {
      const about = aboutOf(this.#workflow.about, entry);
      if (!fits(says, entry)) return "bad-arguments";
      return about === undefined ? null : this.#said.verdict(about, act);
    }
    const rows = roleOf(this.#workflow, openerOf(this.#item), mine.party).rows.filter(
      (row) => row.do === act.do,
    );
    if (rows.length === 0) return "unknown-act";
    const opens = act.id === this.#item.slice(this.#item.indexOf(":") + 1);
    if (opens !== (mine.stage === NONE && mine.party === openerOf(this.#item))) {
      return opens ? "opened-twice" : "unopened";
    }
    if (!act.after || act.after[0] !== mine.head) return "stale-mine";
    if (act.after[1] !== yours.head) return "stale-yours";
    const refusals = rows.map((row) => allows(row, mine, yours));
    const row = rows[refusals.indexOf(null)];
    if (!row) return refusals.includes("other-half") ? "other-half" : "wrong-stage";
    if (!fits(row.args, entry)) return "bad-arguments";
    if (row.silentSince !== undefined && !silent(row.silentSince, entry, mine, yours, pulseTime))
      return "not-silent";
    return row;
  }
}

/** Rule 5: the cited pulse is the other side's, was seen, and is dated after the instant this half has named. */
function silent(since: string, entry: Entry, mine: Half, yours: Half, pulseTime: PulseTime): boolean {
  const [act, arg] = since.split(".") as [act: string, arg: string];
  const until = mine.last[act]?.act.args[arg];
  const pulse = entry.act.args["pulse"];
  if (typeof until !== "number" || typeof pulse !== "number" || pulse >= entry.seen) return false;
  const t = pulseTime(yours.party, pulse);
  return t !== undefined && t > until;
}

const aboutOf = (about: Workflow["about"], { act }: Entry) =>
  about && Object.hasOwn(about, act.do) ? about[act.do] : undefined;

function fits(schema: Row["args"], entry: Entry): boolean {
  try {
    checkArgs(schema, entry.act.args);
    return true;
  } catch (error) {
    if (isSetuError(error, "BAD_FIELD")) return false;
    throw error;
  }
}
