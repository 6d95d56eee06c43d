import { badField, checkArgs, SetuError, type Args, type ArgSchema } from "@setu/core";
import { judgeConsidering } from "./considering.ts";
import { CAME_BY, isOwnItem, PAPER_MAX, type Paper } from "./intake.ts";
import { DESTROY_GROUNDS, destroyingAfter, judgeDestroying, type Destroying } from "./destroying.ts";
import { hasOpenPlace } from "./texts/fields.ts";

/**
 * Our own half of an item (record.md section 4): who has it, what we noted, when we come back to it. Acts of the home
 * log, in the same form as what crosses, never sent. Like every state it is folded from its acts, never patched.
 */
export type HomeAct = {
  readonly id: string;
  readonly item: string;
  /** Officer of this node. */
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
  /** Of the act that registers what came another way. */
  readonly paper?: Paper | null;
  /** The head on the officer's screen, for acts that move it. */
  readonly after?: string | null;
};

type Kind = {
  readonly args: ArgSchema;
  /** Longest text; none: the act has no text. */
  readonly text?: number;
  /** The desk's own words: like a text that leaves, they are refused with a place `{{…}}` left open. */
  readonly whole?: true;
  /** Says who has the item: named heads keep two officers from both taking it. */
  readonly moves?: true;
  /** Opens a matter of our own: it brings what came, and its text may be empty. */
  readonly opens?: true;
};

export const HOME_ACTS: { readonly [act: string]: Kind } = {
  // `from`: the colleague from whose hands it is taken.
  assign: { args: { officer: "opaque", from: "opaque?" }, moves: true },
  unassign: { args: { from: "opaque?" }, moves: true },
  watch: { args: { officer: "opaque" } },
  unwatch: { args: { officer: "opaque" } },
  note: { args: { mentions: "opaque[]" }, text: 8_000, whole: true },
  // Without an instant: no more. With one: still to come.
  "follow-up": { args: { at: "instant?" } },
  // What one officer is to do on it, and by when.
  task: { args: { officer: "opaque", until: "instant?" }, text: 500, whole: true },
  "task-done": { args: { of: "record" } },
  done: { args: {} },
  resume: { args: {} },
  refer: { args: { kind: "code" }, text: 100 },
  relate: { args: { kind: "code", other: "item" } },
  // Of an act of the item, for our own readers. Whatever the signs, its text fits into a body.
  translate: { args: { of: "record", lang: "code", how: "code" }, text: 10_000 },
  // Of a request that went direct: that the single point of contact got no copy, and why.
  uncopied: { args: { code: "code" } },
  undo: { args: { of: "record" } },
  // For those named alone, whatever the audience.
  seal: { args: {} },
  unseal: { args: {} },
  // All that it stands in from now on; none is a list too.
  compartment: { args: { names: "opaque[]" } },
  // Of what nobody here may read: to an agency of ours, to an officer by name, or both; and why.
  "pass-on": { args: { agency: "opaque?", officer: "opaque?" }, text: 500 },
  // `ref`: this record; absent: the matter as a whole. Another officer agrees, and it is done (`destroying.ts`).
  destroy: { args: { ground: "code", ref: "record?" } },
  "destroy-agree": { args: { of: "record" } },
  "destroy-drop": { args: { of: "record" } },
  // Whether the other side must have something that it has not asked for (`considering.ts`). `ref`: the record of ours by
  // which it has it.
  consider: { args: { outcome: "code", ref: "record?", reason: "code?" } },
  // `hour`: whether that of `received` is known, or the day alone. `given`: the officer says when it came; the message
  // that it was read from does not, or says otherwise. `agency`: of the officer, said by the node.
  intake: {
    args: {
      cameBy: "code",
      received: "instant",
      hour: "flag",
      given: "flag?",
      due: "instant?",
      agency: "opaque?",
    },
    text: PAPER_MAX.text,
    opens: true,
  },
};

export const REFERENCE_KINDS = ["interpol", "pen", "mla", "police-file", "other"] as const;
export const RELATION_KINDS = ["follow-up-of", "related", "duplicate-of", "replaces"] as const;
/** Which list speaks for which argument of which act. */
const LISTS: { readonly [act: string]: { readonly [arg: string]: readonly string[] } } = {
  refer: { kind: REFERENCE_KINDS },
  relate: { kind: RELATION_KINDS },
  translate: { lang: ["en", "fr", "hi"], how: ["human", "machine"] },
  destroy: { ground: DESTROY_GROUNDS },
};
/** Where an act names an instant that is still to come. */
const DATES: { readonly [act: string]: string } = { "follow-up": "at", task: "until" };
/** Longer than the ten seconds on the screen: a click on a slow line still counts. */
export const UNDO_MS = 30_000;

/** Null: still to be done. */
export type Task = HomeAct & { readonly doneAt: number | null; readonly doneBy: string | null };

export type HomePart = {
  /** The last act that said who has the item; sent back with the next one. */
  readonly head: string | null;
  readonly assignee: { readonly officer: string; readonly by: string; readonly at: number } | null;
  readonly watchers: readonly string[];
  readonly followUp: number | null;
  /** Put away by somebody; what comes later brings it back. */
  readonly doneAt: number | null;
  readonly doneBy: string | null;
  readonly notes: readonly HomeAct[];
  readonly tasks: readonly Task[];
  readonly references: readonly HomeAct[];
  readonly relations: readonly HomeAct[];
  /** Our own translations of what stands in the thread: the newest of each act and language. */
  readonly translations: readonly HomeAct[];
  /** What came another way, on a matter of our own alone. */
  readonly intake: HomeAct | null;
  readonly sealed: boolean;
  readonly compartments: readonly string[];
  /** Agencies of ours, and officers by name, to whom it was passed on. */
  readonly passed: readonly string[];
  readonly addressed: readonly string[];
  /** What somebody has asked to have destroyed, until another agrees or it is dropped. */
  readonly destroying: Destroying | null;
  /** What was answered last to whether the other side must have something without asking. */
  readonly considered: HomeAct | null;
  /** All acts that count, oldest first. */
  readonly acts: readonly HomeAct[];
};

export const NO_HOME: HomePart = {
  head: null,
  assignee: null,
  watchers: [],
  followUp: null,
  doneAt: null,
  doneBy: null,
  notes: [],
  tasks: [],
  references: [],
  relations: [],
  translations: [],
  intake: null,
  sealed: false,
  compartments: [],
  passed: [],
  addressed: [],
  destroying: null,
  considered: null,
  acts: [],
};

export const openTasks = ({ tasks }: Pick<HomePart, "tasks">): readonly Task[] =>
  tasks.filter(({ doneAt }) => doneAt === null);

const NOT_AWAY = { doneAt: null, doneBy: null } as const;

/** @param acts of one item, in the order of the home log */
export function foldHome(acts: readonly HomeAct[]): HomePart {
  const undone = new Set(acts.flatMap((act) => (act.do === "undo" ? [act.args["of"]] : [])));
  const counted = acts.filter((act) => act.do !== "undo" && !undone.has(act.id as never));
  return counted.reduce<HomePart>((part, act) => ({ ...part, ...change(part, act) }), {
    ...NO_HOME,
    acts: counted,
  });
}

function change(part: HomePart, act: HomeAct): Partial<HomePart> {
  const { id, by, at, args } = act;
  const officer = String(args["officer"]);
  switch (act.do) {
    case "assign":
      return { head: id, assignee: { officer, by, at }, ...NOT_AWAY };
    case "unassign":
      return { head: id, assignee: null };
    case "watch":
      return { watchers: [...new Set([...part.watchers, officer])] };
    case "unwatch":
      return { watchers: part.watchers.filter((each) => each !== officer) };
    case "note":
      return { notes: [...part.notes, act] };
    case "task":
      return { tasks: [...part.tasks, { ...act, doneAt: null, doneBy: null }] };
    case "task-done":
      return {
        tasks: part.tasks.map((task) =>
          task.id === args["of"] ? { ...task, doneAt: at, doneBy: by } : task,
        ),
      };
    case "follow-up":
      return { followUp: (args["at"] as number | undefined) ?? null };
    case "done":
      // A date that has come is dealt with by this; one that is still to come brings it back.
      return {
        doneAt: at,
        doneBy: by,
        followUp: part.followUp !== null && part.followUp > at ? part.followUp : null,
      };
    case "resume":
      return NOT_AWAY;
    case "refer":
      return { references: [...part.references, act] };
    case "relate":
      return { relations: [...part.relations, act] };
    case "translate": {
      const others = part.translations.filter(
        (each) => each.args["of"] !== args["of"] || each.args["lang"] !== args["lang"],
      );
      return { translations: [...others, act] };
    }
    case "intake":
      return { intake: act };
    case "seal":
      return { sealed: true };
    case "unseal":
      return { sealed: false };
    case "compartment":
      return { compartments: [...new Set([args["names"] ?? []].flat().map(String))].toSorted() };
    case "pass-on":
      return {
        passed: withOne(part.passed, args["agency"]),
        addressed: withOne(part.addressed, args["officer"]),
      };
    case "destroy":
    case "destroy-agree":
    case "destroy-drop":
      return { destroying: destroyingAfter(act) };
    case "consider":
      return { considered: act };
    default:
      return {};
  }
}

const withOne = (list: readonly string[], one: unknown): readonly string[] =>
  typeof one === "string" ? [...new Set([...list, one])].toSorted() : list;

/**
 * Whether the next act may be written.
 * @throws BAD_FIELD for an act of another form; OPEN_PLACE for a note that is not filled in; PASSED for a date to come
 *   back, or by which a task is due, that has been; CONTRADICTION for an item related to itself (`judgeRelation` judges the others); STALE when
 *   somebody has taken or given the item meanwhile, or it is too late to undo; TAKEN when it would be taken from a
 *   colleague who is not named; ILLEGAL when there is nothing of the officer's to undo
 */
export function judgeHome(acts: readonly HomeAct[], next: HomeAct): void {
  const kind = Object.hasOwn(HOME_ACTS, next.do) ? HOME_ACTS[next.do] : undefined;
  if (!kind) throw new SetuError("BAD_FIELD", "there is no such act of ours", { detail: { field: "do" } });
  checkArgs(kind.args, next.args);
  const blank = (next.text?.trim() ?? "-") === "" && !kind.opens;
  if ((next.text === null) !== (kind.text === undefined) || blank) {
    throw new SetuError("BAD_FIELD", "a text is missing, or not wanted", { detail: { field: "text" } });
  }
  if (next.text !== null && next.text.length > (kind.text ?? 0)) {
    throw new SetuError("TOO_LARGE", "the text is too long", {
      detail: { field: "text", max: kind.text ?? 0 },
    });
  }
  judgeOpening(acts, next);
  for (const [field, list] of Object.entries(LISTS[next.do] ?? {})) {
    if (!(list as readonly unknown[]).includes(next.args[field]))
      throw new SetuError("UNKNOWN_CODE", `${field} is not a code of its list`, { detail: { field } });
  }
  if (kind.whole && hasOpenPlace(next.text ?? "")) {
    throw new SetuError("OPEN_PLACE", "a place of a text is still open", { detail: { field: "text" } });
  }
  if (next.do === "relate" && next.args["other"] === next.item) {
    throw new SetuError("CONTRADICTION", "an item is not related to itself");
  }
  const field = DATES[next.do];
  if (field !== undefined && Number(next.args[field] ?? Infinity) <= next.at) {
    throw new SetuError("PASSED", "a date to come back is still to come", { detail: { field } });
  }
  if (next.do === "task-done" && !openTasks(foldHome(acts)).some(({ id }) => id === next.args["of"])) {
    throw new SetuError("ILLEGAL", "there is no such task to be done");
  }
  if (kind.moves && (next.after ?? null) !== foldHome(acts).head) {
    throw new SetuError("STALE", "somebody has taken or given this item; look again");
  }
  if (kind.moves) judgeTaking(acts, next);
  if (next.do === "pass-on" && Object.keys(next.args).length === 0)
    throw badField("agency", "agency or officer");
  if (next.do === "consider") judgeConsidering(next);
  judgeDestroying(foldHome(acts).destroying, next);
  if (next.do === "undo") judgeUndo(acts, next);
}

/** The head says that one has looked, this that one knows from whom it is taken: a script that asks and sends does not. */
function judgeTaking(acts: readonly HomeAct[], { by, args: { from } }: HomeAct): void {
  const has = foldHome(acts).assignee?.officer;
  if (from !== undefined && from !== has) throw new SetuError("STALE", "he does not have it; look again");
  if (has !== undefined && has !== by && from === undefined) {
    throw new SetuError("TAKEN", `${has} has this item`, { detail: { officer: has } });
  }
}

/** A matter of our own begins with what came, once; what crosses is opened by a request. */
function judgeOpening(acts: readonly HomeAct[], next: HomeAct): void {
  const opens = HOME_ACTS[next.do]?.opens === true;
  const opened = foldHome(acts).intake !== null;
  if (((next.paper ?? null) !== null) !== opens) throw badField("paper", "paper");
  if (!opens) {
    if (!isOwnItem(next.item) || opened) return;
    throw new SetuError("NOT_FOUND", "there is no such matter");
  }
  if (!isOwnItem(next.item)) throw new SetuError("ILLEGAL", "what crosses is not registered");
  if (opened) throw new SetuError("DUPLICATE", "this is registered already");
  if (!(CAME_BY as readonly unknown[]).includes(next.args["cameBy"])) {
    throw new SetuError("UNKNOWN_CODE", "the way it came is not a code of its list", {
      detail: { field: "cameBy" },
    });
  }
  if (Number(next.args["received"]) > next.at) throw badField("received", "instant that has been");
}

/** One's own act, once, soon, and not from under whoever has acted on it since. */
function judgeUndo(acts: readonly HomeAct[], next: HomeAct): void {
  const of = acts.find((act) => act.id === next.args["of"]);
  const again = acts.some((act) => act.do === "undo" && act.args["of"] === next.args["of"]);
  if (!of || of.by !== next.by || of.do === "undo" || of.do === "destroy-agree" || again) {
    throw new SetuError("ILLEGAL", "there is nothing of yours to undo");
  }
  const { head, acts: counted } = foldHome(acts);
  const kind = HOME_ACTS[of.do];
  const moved = (kind?.moves && head !== of.id) || (kind?.opens && counted.length > 1);
  if (moved || next.at - of.at > UNDO_MS) throw new SetuError("STALE", "it is too late to undo this");
}
