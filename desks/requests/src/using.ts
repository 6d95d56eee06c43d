import { checkArgs, SetuError, type Args, type ArgSchema } from "@setu/core";
import { foldRelease, RELEASE_ACTS, type ReleaseAct, type ReleasePart } from "./releasing.ts";

/**
 * What is done here with what came (Avoiding Complicity in Mistreatment by Foreign Entities Act, s. 3(1)(c): a use needs
 * its gates as much as a disclosure or a request). Each is a name, and none of them is a purpose of a request: an answer
 * that was given for one use serves in no release and in no other kind of use.
 */
export const USES = ["acted-on", "arrest", "listing", "assistance", "export", "onward", "evidence"] as const;
export type Use = (typeof USES)[number];

/** An outcome by which the asker says that it was used; the other outcomes say that it was not. */
const OUTCOMES: Readonly<Record<string, Use>> = {
  "led-to-action": "acted-on",
  "led-to-seizure": "acted-on",
  "led-to-arrest": "arrest",
  "moved-to-mutual-assistance": "assistance",
};

/** The use that an act confesses; null for one that says of none. */
export function useOf(act: { readonly do: string; readonly args: Args }): Use | null {
  const outcome = String(act.args["outcome"]);
  return act.do === "close" && Object.hasOwn(OUTCOMES, outcome) ? (OUTCOMES[outcome] ?? null) : null;
}

/** A use whose gates were passed is done within this time; after it, it is asked anew. Own proposal. */
export const USED_WITHIN = 24 * 3_600_000;

/**
 * Acts of the home log, which never cross. `of` is the id of the use, as that of a proposal in `releasing.ts`, whose
 * `gate` and `use-again` are said of a use too.
 */
export const USE_ACTS: { readonly [act: string]: ArgSchema } = {
  // With a text: for what.
  use: { of: "record", kind: "code" },
  // Of evidence and of giving on: which records, before what or to whom, and by which permissions. Said again where it is done
  // under others than it was meant under.
  "use-leave": {
    of: "record",
    records: "record[]",
    files: "hash[]",
    proceeding: "code?",
    court: "code?",
    agency: "opaque?",
    third: "opaque?",
    leave: "item[]",
  },
  // Its gates are passed, or none is asked of this matter: from now on it is done.
  used: { of: "record" },
  "use-dropped": { of: "record" },
};
const SAID_OF_BOTH: ReadonlySet<string> = new Set(["gate", "use-again"]);

export type UsePart = Pick<ReleasePart, "answers" | "reuses" | "subject"> & {
  readonly state: "open" | "used" | "dropped";
  readonly kind: Use;
  readonly by: string;
  readonly at: number;
  readonly why: string;
  readonly usedAt: number | null;
  /** The arguments of its last `use-leave`; null where it names no records. */
  readonly leave: Args | null;
};

/**
 * @param acts of one use, in the order of the home log
 * @returns null where they begin with no use: they are of a proposal, or of nothing
 */
export function foldUse(acts: readonly ReleaseAct[]): UsePart | null {
  const [first, ...rest] = acts;
  const kind = USES.find((each) => each === first?.args["kind"]);
  if (first?.do !== "use" || kind === undefined) return null;
  const used = rest.find((act) => act.do === "used");
  const dropped = rest.some((act) => act.do === "use-dropped");
  const { answers, reuses, subject } = foldRelease(rest);
  return {
    answers,
    reuses,
    subject,
    kind,
    state: used ? "used" : dropped ? "dropped" : "open",
    by: first.by,
    at: first.at,
    why: first.text ?? "",
    usedAt: used?.at ?? null,
    leave: rest.findLast((act) => act.do === "use-leave")?.args ?? null,
  };
}

/**
 * Whether the next act of a use may be written, as its acts stand.
 * @throws STALE when it has been decided; DUPLICATE; UNKNOWN_CODE; BAD_FIELD
 */
export function judgeUse(acts: readonly ReleaseAct[], next: ReleaseAct): void {
  const table = SAID_OF_BOTH.has(next.do) ? RELEASE_ACTS : USE_ACTS;
  const schema = Object.hasOwn(table, next.do) ? table[next.do] : undefined;
  if (!schema) throw new SetuError("BAD_FIELD", "there is no such act", { detail: { field: "do" } });
  checkArgs(schema, next.args);
  if (next.do === "use") {
    if (acts.length > 0) throw new SetuError("DUPLICATE", "the id names another act");
    if (!USES.some((each) => each === next.args["kind"]))
      throw new SetuError("UNKNOWN_CODE", "kind is not a code of its list", { detail: { field: "kind" } });
    return;
  }
  const state = foldUse(acts)?.state;
  if (state !== "open") throw decided(state ?? "none");
}

export const decided = (state: string): SetuError =>
  new SetuError("STALE", "this has been decided; look again", { detail: { state } });
