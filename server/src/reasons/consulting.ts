import { SetuError, type ItemId } from "@setu/core";
import type { Decision, Policy } from "@setu/policy";
import type { Circumstances, ItemAction, ItemFacts, OfficerFacts } from "@setu/policy/facts.ts";
import { DUTY, type ReasonVerb } from "@setu/requests/reasons.ts";
import type { Session } from "../db/session.ts";
import { circumstancesOf } from "./store.ts";

/** How the policy is asked for something of which there is a reason by itself, or one that somebody gave, or none. */
export type Because = {
  /** One that nobody types, `duty`, or a code of `spec/codes/access-reason.json`. */
  readonly code: string;
  /** The act that gave it. */
  readonly given: string | null;
};

/** An item as it stands: `open` while it waits for somebody. */
export type ItemNow = ItemFacts & { readonly open: boolean };

const VERBS: { readonly [action in ItemAction]?: ReasonVerb } = {
  read: "consultation",
  look: "consultation",
  download: "disclosure",
  prove: "disclosure",
};
/** In place of what nobody has said, to learn whether it is all that is missing. */
const ANY = { purpose: "any", reason: "any" } as const;

export const verbFor = (action: ItemAction): ReasonVerb => VERBS[action] ?? "consultation";

export const isConsulting = (action: ItemAction): boolean => VERBS[action] !== undefined;

type Asked = {
  readonly policy: Policy;
  readonly officer: OfficerFacts;
  readonly item: ItemNow;
  readonly now: number;
};

/** As if every reason had been given: what the walls and powers alone say. */
export const besidesReason = ({ policy, officer, item, now }: Asked, action: ItemAction): Decision =>
  policy.decide(officer, action, item, { now, ...ANY });

/**
 * Whether an officer may consult an item, and for which reason. What is denied for another reason is denied as if one had
 * been given, so that a denial tells nobody to give one in vain.
 * @throws REASON_NEEDED, with the verb, where nothing but a reason is missing
 */
export async function consulting(
  db: Pick<Session, "rows">,
  asked: Asked,
  action: ItemAction,
): Promise<{
  readonly decision: Decision;
  readonly because: Because | null;
  readonly context: Circumstances;
}> {
  const { policy, officer, item, now } = asked;
  const verb = verbFor(action);
  const plain: Circumstances = { now, open: item.open };
  const decision = policy.decide(officer, action, item, plain);
  if (decision.allow) return { decision, because: own(officer, item), context: plain };
  // Asked whatever denied it: a denial takes as long for what is there as for what is not.
  const otherwise = besidesReason(asked, action);
  if (!otherwise.allow) return { decision: otherwise, because: null, context: plain };
  const query = { by: officer.id, item: item.item as ItemId, verb, now };
  const { waits, given } = await circumstancesOf(db, query);
  const task = waits && officer.powers.includes("approve");
  const context: Circumstances = {
    ...plain,
    task,
    ...(given && { purpose: given.code, reason: given.id }),
  };
  const again = policy.decide(officer, action, item, context);
  if (!again.allow)
    throw new SetuError("REASON_NEEDED", "this matter is consulted only for a reason", { detail: { verb } });
  const because =
    given === null || task ? { code: "approval", given: null } : { code: given.code, given: given.id };
  return { decision: again, because, context };
}

function own({ id, powers }: OfficerFacts, { author, named }: ItemNow): Because {
  const code = powers.includes("oversee")
    ? "oversight"
    : author === id
      ? "wrote"
      : named.includes(id)
        ? "named"
        : DUTY;
  return { code, given: null };
}
