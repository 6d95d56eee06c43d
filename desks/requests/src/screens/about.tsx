import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { RequestView } from "../api.ts";
import { recordKey, REFERS } from "../evaluation.ts";
import { ActHeading } from "./act.tsx";

/** What an act that speaks of another speaks of. */
export function About({ view, act, refers }: { view: RequestView; act: string; refers: string | undefined }) {
  const of = act === "narrow" ? "own" : Object.hasOwn(REFERS, act) ? REFERS[act]?.of : undefined;
  if (of === undefined || refers === undefined) return null;
  const key = recordKey(of === "own" ? "us" : "them", refers);
  const named = view.timeline.find((each) => recordKey(each.side, each.id) === key);
  if (named === undefined) return null;
  return (
    <p>
      <Trans>About:</Trans>{" "}
      <strong>
        <ActHeading act={named} />
      </strong>
      , <When at={named.at} both={false} />
    </p>
  );
}
