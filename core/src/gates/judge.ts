import type { Instant } from "../words.ts";
import { weigh, type GateAnswer, type GateDecision, type Scope } from "./answer.ts";
import { ALWAYS, GATES, type GateId } from "./gates.ts";
import { asked, type Profile } from "./profile.ts";

/** After a release by one person: by then another has looked at it. */
export const REVIEW_WITHIN = 24 * 3_600_000;

/** A decision of an officer that an answer given before serves here too. */
export type Reuse = { readonly answer: string; readonly proposal: string };

export type GateContext = {
  readonly proposal: string;
  readonly scope: Scope;
  readonly author: string;
  readonly now: number;
  /** Threat to life: fewer questions before, a review after. */
  readonly emergency: boolean;
  readonly reuses: readonly Reuse[];
};

export type Judgement = {
  readonly outcome: "released" | "open" | "referred" | "refused";
  /** Those that keep it from leaving, in the order of the gates. */
  readonly gates: readonly GateId[];
  /** That it may say nothing but `cannot-assist`: what refused it must not be told. */
  readonly neutral: boolean;
  readonly review: Instant | null;
};

/**
 * What the answers come to. Nothing passes without an answer of a person that says so, on every gate that the profile
 * asks. The last answer to a gate counts; the ones before it stay in the home log. A refusal or a doubt is taken back by
 * whoever had it, or by a third person: who wants it to leave overrules nobody.
 * @param answers in the order in which they were given
 */
export function judge(
  profile: Pick<Profile, "notApplicable">,
  answers: readonly GateAnswer[],
  context: GateContext,
): Judgement {
  const gates = context.emergency ? ALWAYS : asked(profile);
  const standing = new Map(carried(answers, context));
  for (const answer of answers) {
    const before = standing.get(answer.gate);
    if (counts(answer, context) && (!before || replaces(answer, before, context)))
      standing.set(answer.gate, answer);
  }
  const outcomeOf = (gate: GateId) => {
    const answer = standing.get(gate);
    return answer ? weigh(answer) : "open";
  };
  const those = (what: string) => gates.filter((gate) => outcomeOf(gate) === what);
  const [refused, referred, open] = [those("refuse"), those("refer"), those("open")];
  const review = (context.now + REVIEW_WITHIN) as Instant;
  const stopped = (outcome: Judgement["outcome"], by: readonly GateId[]): Judgement => ({
    outcome,
    gates: by,
    neutral: outcome === "refused" && by.some((gate) => GATES.get(gate)?.doubt === "refuse-neutral"),
    review: null,
  });
  if (refused.length > 0) return stopped("refused", refused);
  if (referred.length > 0) return stopped("referred", referred);
  if (open.length > 0) return stopped("open", open);
  return { outcome: "released", gates: [], neutral: false, review: context.emergency ? review : null };
}

/**
 * Where other releases of the same matter, subject and purpose were stopped, and nobody has taken it back since: to take
 * a proposal down and propose it anew opens no gate that another has shut. A subject that is not said yet may be the same.
 */
function carried(
  answers: readonly GateAnswer[],
  { proposal, scope, author }: GateContext,
): readonly (readonly [GateId, GateAnswer])[] {
  const said = (a: string, b: string) => a === "" || b === "" || a === b;
  const last = new Map<GateId, GateAnswer>();
  for (const answer of answers) {
    const { matter, subject, purpose } = answer.scope;
    if (answer.proposal === proposal || matter !== scope.matter || purpose !== scope.purpose) continue;
    if (!said(subject, scope.subject)) continue;
    const before = last.get(answer.gate);
    const yields = !before || !STOPS.has(weigh(before)) || answer.decider === before.decider;
    if (yields || answer.decider !== author) last.set(answer.gate, answer);
  }
  return [...last].filter(([, answer]) => STOPS.has(weigh(answer)));
}

/** What was said of another release, too, takes back nothing that was said of this one. */
function replaces(answer: GateAnswer, before: GateAnswer, { author, proposal }: GateContext): boolean {
  if (!STOPS.has(weigh(before))) return true;
  return answer.proposal === proposal && (answer.decider === before.decider || answer.decider !== author);
}

const STOPS: ReadonlySet<GateDecision> = new Set(["refuse", "refer"]);

function counts(answer: GateAnswer, { proposal, author, scope, now, reuses }: GateContext): boolean {
  // A second person is not the first.
  if (GATES.get(answer.gate)?.doubt === "two-persons" && answer.decider === author) return false;
  if (answer.proposal === proposal) return true;
  const again = reuses.some((reuse) => reuse.answer === answer.id && reuse.proposal === proposal);
  const same = scope.subject !== "" && sameScope(answer.scope, scope);
  return again && same && answer.until !== null && now < answer.until;
}

const sameScope = (a: Scope, b: Scope): boolean =>
  a.matter === b.matter &&
  a.subject === b.subject &&
  a.purpose === b.purpose &&
  a.recipients.length === b.recipients.length &&
  a.recipients.every((each, i) => each === b.recipients[i]);

type Here = { readonly proposal: string; readonly scope: Omit<Scope, "subject">; readonly now: number };

/** Answers to other drafts that a decision may let serve here: of another purpose or for other readers none would count. */
export const reusable = <A extends GateAnswer>(answers: readonly A[], { proposal, scope, now }: Here): A[] =>
  answers.filter(
    (each) =>
      each.proposal !== proposal &&
      each.until !== null &&
      each.until > now &&
      sameScope(each.scope, { ...scope, subject: each.scope.subject }),
  );
