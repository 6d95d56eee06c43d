import { createHash } from "node:crypto";
import type { ErrorCode } from "@setu/core/errors.ts";
import { isSetuError, type ItemId } from "@setu/core";
import type {
  CaseCommand,
  CaseMatter,
  CaseRow,
  CaseView,
  ConsultationCommand,
  ConsultationView,
  Found,
  Overseen,
  OverseenCase,
  Lang,
  Person,
  Register,
  Registration,
} from "@setu/individuals/api.ts";
import { CASE_ACTS, foldCase, type Case, type CaseSaid } from "@setu/individuals/case.ts";
import { isLate } from "@setu/individuals/clocks.ts";
import { judgeCase } from "@setu/individuals/judge.ts";
import { letterOf } from "@setu/individuals/letter.ts";
import { refOf } from "@setu/requests/ref.ts";
import { ACCOUNTS, COLLEAGUES } from "./fixtures.ts";

/** Individuals' requests in the stand-in, by the fold that the node has: a case in each state that a screen draws. */
type Kept = { readonly person: Person; readonly searched: boolean; acts: CaseSaid[] };
export type IndividualsState = {
  readonly cases: Map<string, Kept>;
  readonly consultations: Map<string, ConsultationView>;
  readonly received: (CaseCommand | ConsultationCommand | Registration)[];
};
export type Asker = { readonly me: string; readonly json: Readonly<Record<string, unknown>> };

const DAY = 86_400_000;
const TERMS = { zone: "America/Toronto" };
const ME = "me";
const OTHER = "officer-reads";
const hex = (of: string): string => createHash("sha256").update(of).digest("hex").slice(0, 32);
export const CASES = {
  due: hex("due"),
  mine: hex("mine"),
  fresh: hex("fresh"),
  quiet: hex("quiet"),
  rejected: hex("rejected"),
  closed: hex("closed"),
} as const;
/** Of the other side, about the case that is due; and a second that a search finds. */
export const MATTERS = { theirs: `in:${hex("theirs")}`, ours: `ca:${hex("ours")}` } as const;
export const ASKED_OF_US = `in:${hex("asked of us")}`;
const ASKED_BY_US = `ca:${hex("asked by us")}`;

type Said = readonly [days: number, by: string, what: string, args?: object, text?: string];
type Made = {
  readonly name: string;
  readonly kind: string;
  readonly lang: Lang;
  readonly searched?: boolean;
};

function madeCase(now: number, id: string, made: Made, said: readonly Said[]): readonly [string, Kept] {
  const [first] = said;
  const received = now - (first?.[0] ?? 0) * DAY;
  const opened = { kind: made.kind, came: "letter", lang: made.lang, received };
  const acts = said.map(([days, by, what, args = {}, text = null], index): CaseSaid => ({
    id: hex(`${id} ${index}`),
    case: id,
    by,
    at: now - days * DAY,
    do: what,
    args: (what === "case-register"
      ? opened
      : what === "case-admit"
        ? { at: now - days * DAY }
        : args) as never,
    text,
  }));
  const person = { name: made.name, born: "1980-01-31", contact: "12 Example Street\nSynthetic Town" };
  return [id, { person, searched: made.searched ?? true, acts }];
}

const REACH = {
  digest: `${"a".repeat(42)}A`,
  level: 2,
  compartments: [],
  cells: [],
  agency: "ca.ncb-ottawa",
  whole: true,
};
const DOCUMENT = { how: "identity-document" };
const begun = (days: number, by: string): readonly Said[] => [
  [days, by, "case-register", {}, "Asks what is held about her, and since when. Synthetic."],
  [days - 1, by, "case-identify", DOCUMENT],
  [days - 2, by, "case-admit"],
];

export function newIndividuals(now = Date.now()): IndividualsState {
  const names = {
    due: { name: "Synthetic Person A", kind: "access", lang: "fr" },
    mine: { name: "कृत्रिम व्यक्ति ख", kind: "correction", lang: "hi", searched: false },
    fresh: { name: "Synthetic Person C", kind: "deletion", lang: "en" },
    quiet: { name: "Synthetic Person D", kind: "access", lang: "en" },
    rejected: { name: "Synthetic Person E", kind: "restriction", lang: "en" },
    closed: { name: "Synthetic Person F", kind: "access", lang: "fr" },
  } as const;
  const made = [
    madeCase(now, CASES.due, names.due, [
      ...begun(110, OTHER),
      [100, OTHER, "case-search", REACH, "Synthetic Person"],
      [99, OTHER, "case-attach", { matter: MATTERS.theirs }],
      [98, OTHER, "case-consult", { matter: MATTERS.theirs, consultation: ASKED_BY_US }],
    ]),
    madeCase(now, CASES.mine, names.mine, [
      ...begun(300, ME),
      [290, ME, "case-search", { ...REACH, whole: false }, "कृत्रिम"],
    ]),
    madeCase(now, CASES.fresh, names.fresh, [[2, ME, "case-register", {}, "Asks for deletion. Synthetic."]]),
    madeCase(now, CASES.quiet, names.quiet, [
      ...begun(40, ME),
      [30, ME, "case-search", REACH, "Person D"],
      [20, OTHER, "case-decide", { outcome: "nothing-to-disclose", matters: [] }, "Nothing was found."],
    ]),
    madeCase(now, CASES.rejected, names.rejected, [
      [9, OTHER, "case-register", {}, "Asks for another. Synthetic."],
      [3, OTHER, "case-reject", { ground: "another-person" }],
    ]),
    madeCase(now, CASES.closed, names.closed, [
      ...begun(90, OTHER),
      [60, OTHER, "case-search", REACH, "Person F"],
      [59, OTHER, "case-attach", { matter: MATTERS.ours }],
      [
        50,
        ME,
        "case-decide",
        { outcome: "disclosed", matters: [MATTERS.ours] },
        "One synthetic request of March.",
      ],
      [10, OTHER, "case-notify", { way: "letter" }],
    ]),
  ];
  const ours: ConsultationView = {
    ...consultationOf(now, ASKED_BY_US, "us"),
    case: CASES.due,
    status: "no-objection-in-part",
    turn: "us",
    moves: ["withdraw"],
    answer: { code: "agree-in-part", ground: "inquiry", at: now - 80 * DAY },
  };
  const theirs: ConsultationView = {
    ...consultationOf(now, ASKED_OF_US, "them"),
    case: null,
    status: "consulted",
    turn: "us",
    moves: ["agree", "agree-in-part", "object", "attest"],
    answer: null,
  };
  return {
    cases: new Map(made),
    consultations: new Map([ours, theirs].map((each) => [each.item, each])),
    received: [],
  };
}

type Bare = Omit<ConsultationView, "case" | "status" | "turn" | "moves" | "answer">;
function consultationOf(now: number, item: string, side: "us" | "them"): Bare {
  const matter = side === "us" ? MATTERS.theirs : MATTERS.ours;
  const until = now + (side === "us" ? -68 : 21) * DAY;
  const consult = {
    id: hex(item),
    side,
    do: "consult",
    at: until - 30 * DAY,
    args: { kind: "access", matter, until } as never,
    text: "May the dates of March be given to her? Synthetic.",
    void: null,
  };
  const answer = {
    ...consult,
    id: hex(`${item} answer`),
    side: "them" as const,
    do: "agree-in-part",
    at: until - 12 * DAY,
    args: { ground: "inquiry" } as never,
    text: "The dates, not the source. Synthetic.",
  };
  return {
    item,
    ref: refOf(item as ItemId),
    side,
    matter: { item: matter, ref: refOf(matter as ItemId) },
    kind: "access",
    until,
    now,
    after: [consult.id, null],
    acts: side === "us" ? [consult, answer] : [consult],
  };
}

const NAMES = Object.fromEntries(COLLEAGUES.map(({ id, name }) => [id, name]));
const asMe = (by: string, me: string): string => (by === ME ? me : by);

function folded({ acts }: Kept): Case {
  const open = foldCase(acts, TERMS);
  if (open === null) throw new Error("a case of the stand-in was registered");
  return open;
}

function rowOf(id: string, kept: Kept, open: Case, me: string): CaseRow {
  return {
    id,
    ref: refOf(`own:${id}` as ItemId).replace("OWN", "CA"),
    kind: open.kind,
    came: open.came,
    lang: open.lang as Lang,
    state: open.state,
    name: id === CASES.closed ? null : kept.person.name,
    by: asMe(open.by, me),
    registered: open.registered,
    received: open.received,
    clock: open.clock,
    notice: open.notice,
    outcome: open.decision?.outcome ?? null,
    late: isLate(open, Date.now()),
  };
}

export const registerIn = ({ cases, consultations }: IndividualsState, me: string): Register => ({
  now: Date.now(),
  me,
  cases: [...cases].map(([id, kept]) => rowOf(id, kept, folded(kept), me)),
  consultations: [...consultations.values()],
  names: NAMES,
});

export function caseIn(state: IndividualsState, id: string, me: string): CaseView | null {
  const kept = state.cases.get(id);
  if (kept === undefined) return null;
  const open = folded(kept);
  const gone = id === CASES.closed;
  const matters = open.matters.map(({ item, by, at, consultations }): CaseMatter => ({
    item,
    ref: refOf(item as ItemId),
    title: "Ownership of three domain names",
    owner: item.startsWith("in:") ? "them" : "us",
    by: asMe(by, me),
    at,
    restricted: open.restricts.find((each) => each.item === item)?.at ?? null,
    consultations: consultations.flatMap((each) => state.consultations.get(each) ?? []),
  }));
  const named = <Each extends { readonly by: string }>(each: Each): Each => ({
    ...each,
    by: asMe(each.by, me),
  });
  return {
    ...rowOf(id, kept, open, me),
    now: Date.now(),
    me,
    person: gone ? null : kept.person,
    text: gone ? null : (kept.acts[0]?.text ?? null),
    identity: open.identity && named(open.identity),
    ground: open.ground,
    searches: open.searches.map(named),
    searched: kept.searched && open.searches.length > 0,
    missing: kept.searched ? [] : [{ level: 3, compartments: ["synthetic-compartment"] }],
    matters,
    decision: open.decision && named(open.decision),
    leaves: open.leaves,
    acts: kept.acts.map((act) => ({ ...named(act), text: act.do === "case-decide" ? act.text : null })),
    moves: movesOf(kept, open, me),
    names: NAMES,
  };
}

/** The same as a reviewer has it. @returns null for a case that is not there */
export function overseenIn(state: IndividualsState, id: string | undefined): Overseen | OverseenCase | null {
  if (id === undefined) return registerIn(state, ACCOUNTS[0].id);
  const view = caseIn(state, id, ACCOUNTS[0].id);
  return (
    view && {
      ...view,
      restricts: view.matters.filter(({ restricted }) => restricted !== null).map(({ item }) => item),
      consultations: view.matters.flatMap(({ consultations }) => consultations),
      missing: view.missing.map((each) => ({ ...each, topic: "cyber.2", agencies: [] })),
      acts: state.cases.get(id)?.acts ?? [],
    }
  );
}

/** What a step may be now, as the node has it. */
function movesOf({ searched }: Kept, open: Case, me: string): readonly string[] {
  const hinders: Readonly<Record<string, boolean>> = {
    "case-identify": open.identity !== null,
    "case-admit": open.identity === null,
    "case-decide": asMe(open.by, me) === me || !searched || open.searches.length === 0,
    "case-lift": open.restricts.every(({ by }) => asMe(by, me) === me),
    "case-notify": open.leaves === null || open.leaves > Date.now(),
  };
  return Object.entries(CASE_ACTS)
    .filter(([name, { from }]) => from.includes(open.state) && hinders[name] !== true)
    .map(([name]) => name);
}

function foundIn(): Found {
  const hit = { where: "text", before: "the account of ", match: "Synthetic Person", after: " was opened" };
  return {
    whole: true,
    matters: Object.values(MATTERS).map((item) => ({
      item,
      ref: refOf(item as ItemId),
      title: "Ownership of three domain names",
      owner: item.startsWith("in:") ? "them" : "us",
      updated: Date.now(),
      hits: [hit],
    })),
  };
}

export type Answer = { readonly code: ErrorCode } | { readonly body?: unknown };

/** @param path behind `/api`, the first part named */
export function answerIndividuals(
  state: IndividualsState,
  [of, id, what]: readonly string[],
  lang: string | null,
  { me, json }: Asker,
  method: string,
): Answer {
  if (of === "consultations") return consulted(state, id ?? "", json, method);
  if (id === undefined)
    return method === "POST"
      ? registered(state, json as unknown as Registration)
      : { body: registerIn(state, me) };
  const view = caseIn(state, id, me);
  if (view === null) return { code: "NOT_FOUND" };
  if (what === undefined) return { body: view };
  if (what === "letter") return letterIn(view, (lang ?? view.lang) as Lang);
  if (what === "consult") return { body: { id: json["id"], item: ASKED_BY_US } };
  const command = (what === "search"
    ? { id: json["id"], do: "case-search", args: REACH, text: json["q"] }
    : json) as unknown as CaseCommand;
  return said(state, id, command) ?? (what === "search" ? { body: foundIn() } : {});
}

function registered({ cases, received }: IndividualsState, given: Registration): Answer {
  received.push(given);
  const { id, kind, lang, person, text } = given;
  const [, kept] = madeCase(Date.now(), id, { name: person.name, kind, lang }, [
    [0, ME, "case-register", {}, text],
  ]);
  const acts = kept.acts.map((act) => ({ ...act, args: { ...act.args, received: given.received } as never }));
  cases.set(id, { ...kept, person, acts });
  return {};
}

function said({ cases, received }: IndividualsState, id: string, command: CaseCommand): Answer | null {
  const kept = cases.get(id);
  if (kept === undefined) return { code: "NOT_FOUND" };
  const next: CaseSaid = { ...command, case: id, by: ME, at: Date.now() };
  try {
    judgeCase(folded(kept), next);
  } catch (error) {
    if (isSetuError(error)) return { code: error.code };
    throw error;
  }
  received.push(command);
  kept.acts = [...kept.acts, next];
  return null;
}

function letterIn(view: CaseView, lang: Lang): Answer {
  if (view.leaves === null || view.leaves > Date.now()) return { code: "NOT_YET" };
  const text = letterOf(lang, {
    ref: view.ref,
    name: view.person?.name ?? "Synthetic Person F",
    kind: view.kind,
    outcome: view.outcome,
    ground: view.ground,
    text: view.decision?.text ?? "",
    day: new Date(view.leaves).toISOString().slice(0, 10),
  });
  return { body: { lang, text, leaves: view.leaves, way: "letter" } };
}

const BECOMES: Readonly<Record<string, string>> = {
  agree: "no-objection",
  "agree-in-part": "no-objection-in-part",
  object: "objection",
  attest: "measure-attested",
  withdraw: "consultation-withdrawn",
};

function consulted(
  { consultations, received }: IndividualsState,
  item: string,
  json: Asker["json"],
  method: string,
): Answer {
  const view = consultations.get(item);
  if (view === undefined) return { code: "NOT_FOUND" };
  if (method === "GET") return { body: view };
  const command = json["command"] as ConsultationCommand;
  received.push(command);
  const { ground = null, measure = ground } = command.args;
  const answer = { code: command.do, ground: measure === null ? null : String(measure), at: Date.now() };
  const act = {
    ...command,
    side: "us" as const,
    at: Date.now(),
    text: command.body?.text ?? null,
    void: null,
  };
  consultations.set(item, {
    ...view,
    status: BECOMES[command.do] ?? view.status,
    turn: "them",
    answer,
    after: [command.id, null],
    acts: [...view.acts, act],
  });
  return { body: { id: command.id, item } };
}
