import {
  ACTIONS,
  DESK_ACTIONS,
  type Action,
  type Circumstances,
  type ItemAction,
  type ItemFacts,
  type OfficerFacts,
} from "./facts.ts";
import { principalAt, principalOf, resourceOf } from "./entities.ts";
import { engineOf, invalid, Unevaluated } from "./engine.ts";
import { readSources, type Sources } from "./files.ts";
import { KNOWN } from "./known.ts";
import { conditionsOf, reachOf, type Condition, type Left } from "./residual.ts";

export type Decision = {
  readonly allow: boolean;
  /**
   * Ids of the policies that decided it. Of a denial that no `forbid` made: the permits of this action, none of which
   * applied; empty when the decision failed.
   */
  readonly determining: readonly string[];
  /** Any of them is a denial: Cedar skips a policy that fails, a `forbid` too. */
  readonly errors: readonly string[];
  /** Hash of the policies that decided. */
  readonly policy: string;
};

/** A decision that could not be made as the policies say: the action, and Cedar's own sentences, which may name ids. */
export type PolicyAlarm = { readonly action: string; readonly errors: readonly string[] };

/** The rows that an officer reaches with an action. */
export type Visible = {
  /**
   * A condition on columns of `derived.request`; whatever is of the officer goes through `value`, which keeps it as a
   * parameter and answers with its placeholder.
   * @param of the table or alias that has the columns, where one must be named
   */
  where(value: (given: unknown) => string, of?: string): string;
};

/** Whether there are items on which an officer may do something: all, some, none; and what stops elsewhere. */
export type May = {
  readonly action: Action;
  readonly may: "all" | "some" | "none";
  readonly stops: readonly string[];
};

export interface Policy {
  /** SHA-256 of schema and policies, hexadecimal. */
  readonly hash: string;
  /** Of every policy, sorted: each has a sentence for people. */
  readonly ids: readonly string[];
  /** Never throws: what cannot be decided is denied, and the alarm hears of it. */
  decide(officer: OfficerFacts, action: Action, item: ItemFacts | null, context: Circumstances): Decision;
  /** Never throws: what cannot be compiled reaches no row, and the alarm hears of it. */
  visible(officer: OfficerFacts, action: ItemAction, now: number): Visible;
  /** Never throws. Whether there may be an item on which the officer can do this. */
  somewhere(officer: OfficerFacts, action: ItemAction): boolean;
  /** As `decide` and `visible` would answer, for every action. */
  powersOf(officer: OfficerFacts, now: number): readonly May[];
  /** @throws POLICY_INVALID when the files are not those that were opened; from then on everything is denied */
  check(): void;
}

export type PolicyOptions = { readonly alarm?: (alarm: PolicyAlarm) => void };

/** @throws POLICY_INVALID for files that do not validate strictly, or are not those of this release */
export function openPolicy(options: PolicyOptions = {}, folder?: string): Policy {
  const sources = readSources(folder);
  if (sources.hash !== KNOWN) throw invalid([`the files have the hash ${sources.hash}, not ${KNOWN}`]);
  return policyOf(sources, options, () => readSources(folder));
}

/** Officers times actions of one busy node; an entry is some kilobytes. */
const REMEMBERED = 2_000;
const OF_THE_DESK: ReadonlySet<string> = new Set(DESK_ACTIONS);
const KNOWN_ACTIONS: ReadonlySet<string> = new Set(ACTIONS);

/** @param read what `check` compares with */
export function policyOf(sources: Sources, options: PolicyOptions = {}, read = readSources): Policy {
  const { alarm = () => {} } = options;
  const engine = engineOf(sources);
  const remembered = new Map<string, Condition>();
  let changed = false;

  const guarded = <T>(action: string, work: () => T, otherwise: (errors: readonly string[]) => T): T => {
    try {
      if (changed) throw new Unevaluated(["the files of the policy have been changed"]);
      if (!KNOWN_ACTIONS.has(action)) throw new Unevaluated(["there is no such action"]);
      return work();
    } catch (error) {
      const errors = error instanceof Unevaluated ? error.errors : [String(error)];
      alarm({ action, errors });
      return otherwise(errors);
    }
  };
  const denied = (errors: readonly string[]): Decision => ({
    allow: false,
    determining: [],
    errors,
    policy: engine.hash,
  });

  const decide: Policy["decide"] = (officer, action, item, context) =>
    guarded(
      action,
      () => {
        const { allow, determining } = engine.decide(
          { principal: principalAt(officer, item), action, context: { ...context } },
          resourceOf(item),
        );
        const stopped = allow || determining.length > 0 ? determining : engine.permits(action);
        return { allow, determining: stopped, errors: [], policy: engine.hash };
      },
      denied,
    );

  const leftOf = (officer: OfficerFacts, action: Action): readonly Left[] =>
    conditionsOf(
      engine.residuals({ principal: principalOf(officer), action, context: { now: UNKNOWN_NOW } }),
    );

  const reach = (officer: OfficerFacts, action: ItemAction): Condition => {
    const key = JSON.stringify([action, principalOf(officer).attrs]);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = reachOf(leftOf(officer, action));
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, found);
    return found;
  };

  const mayBe = (officer: OfficerFacts, action: Action): May => {
    const left = leftOf(officer, action);
    const reached = reachOf(left);
    const stops = left.filter(({ effect, applies }) => effect === "forbid" && applies !== false);
    const ids = (of: typeof stops) => of.map(({ id }) => id);
    if (typeof reached !== "boolean") return { action, may: "some", stops: ids(stops) };
    if (reached) return { action, may: "all", stops: [] };
    const always = ids(stops.filter(({ applies }) => applies === true));
    return { action, may: "none", stops: always.length > 0 ? always : engine.permits(action) };
  };

  return {
    hash: engine.hash,
    ids: [...engine.effects.keys()].toSorted(),
    decide,
    visible: (officer, action, now) => ({
      where: (value, of) =>
        guarded(
          action,
          () => {
            const found = reach(officer, action);
            return typeof found === "boolean" ? String(found) : found({ value, now, of });
          },
          () => "false",
        ),
    }),
    somewhere: (officer, action) =>
      guarded(
        action,
        () => reach(officer, action) !== false,
        () => false,
      ),
    powersOf: (officer, now) =>
      ACTIONS.map((action): May => {
        if (OF_THE_DESK.has(action)) {
          const { allow, determining } = decide(officer, action, null, { now });
          return { action, may: allow ? "all" : "none", stops: allow ? [] : determining };
        }
        return guarded(
          action,
          () => mayBe(officer, action),
          () => ({ action, may: "none", stops: [] }),
        );
      }),
    check: () => {
      changed ||= read().hash !== engine.hash;
      if (changed) throw invalid(["its files have been changed"]);
    },
  };
}

/** So that one residual serves for every instant. */
const UNKNOWN_NOW = { __extn: { fn: "unknown", arg: "now" } };
