import type { Args, ItemId, Marking } from "@setu/core";
import type { Decision } from "@setu/policy";
import { NEVER, type ItemFacts, type OfficerFacts } from "@setu/policy/facts.ts";
import { topicOf, TOPICS, type Topic } from "@setu/requests/topics.ts";
import type { Desk } from "../requests/desk.ts";
import { levelOf } from "./item-facts.ts";

/** What a question would be once it is asked, by whoever writes it: asked of the policy before there is an item. */
export const askedFacts = (
  by: string,
  { args, mark }: { readonly args: Args; readonly mark: Marking },
  item: ItemId | "" = "",
): ItemFacts => ({
  item,
  audience: mark.audience,
  red: false,
  named: [by],
  level: levelOf(mark),
  topic: topicOf(args),
  compartments: [],
  sealed: false,
  expires: NEVER,
  author: by,
});

type Asking = { readonly action: "draft" | "send"; readonly decision: Decision };

/** Who asks writes and sends. The first of the two that is denied, or the second. */
export function decideAsking(
  { policy }: Pick<Desk, "policy">,
  officer: OfficerFacts,
  asked: ItemFacts,
  now: number,
): Asking {
  const decide = (action: Asking["action"]): Asking => ({
    action,
    decision: policy.decide(officer, action, asked, { now, open: true }),
  });
  const written = decide("draft");
  return written.decision.allow ? decide("send") : written;
}

/** In which topics an officer may ask what is marked with no level, which is all that either side may send. */
export function topicsToAsk(
  desk: Pick<Desk, "policy">,
  officer: OfficerFacts,
  now: number,
): readonly Topic[] {
  const { id, agency } = officer;
  const asked: ItemFacts = {
    item: "",
    audience: [agency],
    red: false,
    named: [id],
    level: 0,
    topic: "",
    compartments: [],
    sealed: false,
    expires: NEVER,
    author: id,
  };
  return TOPICS.filter((topic) => decideAsking(desk, officer, { ...asked, topic }, now).decision.allow);
}
