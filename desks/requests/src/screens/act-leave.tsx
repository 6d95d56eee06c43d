import { Trans } from "@lingui/react/macro";
import { agencyName } from "@setu/ui/agencies.ts";
import { useLang, When, type Lang } from "@setu/ui";
import type { ActLeave, TimelineAct } from "../api.ts";
import { label } from "./codes.ts";

/** Under what it binds, on the screen and on paper: leave in force, for what, until when, and its conditions. */
export function ActLeaves({ act }: { readonly act: Pick<TimelineAct, "leave"> }) {
  return (act.leave ?? []).map((leave) => <OneLeave key={leave.item} leave={leave} />);
}

function OneLeave({ leave: { towards, files, conditions, until } }: { readonly leave: ActLeave }) {
  const lang = useLang();
  const words = conditions.map((each) => label("permission-condition", each, lang)).join("; ");
  return (
    <p className="meta act-leave">
      <strong>
        {files.length === 0 ? <Trans>Leave to use it:</Trans> : <Trans>Leave to use its files:</Trans>}
      </strong>{" "}
      <bdi>{towardsIn(towards, lang)}</bdi> · <Trans context="deadline">until</Trans>{" "}
      <When at={until} both={false} />
      {" · "}
      {conditions.length === 0 ? (
        <Trans>under no condition</Trans>
      ) : (
        <strong>
          <Trans>Conditions:</Trans> {words}
        </strong>
      )}
    </p>
  );
}

function towardsIn({ use, proceeding, court, agency, third }: ActLeave["towards"], lang: Lang): string {
  const words = [
    label("permission-use", use, lang),
    ...(proceeding === undefined ? [] : [label("permission-proceeding", proceeding, lang)]),
    ...(court === undefined ? [] : [label("permission-court", court, lang)]),
    ...(agency === undefined ? [] : [agencyName(agency, lang)]),
    ...(third === undefined ? [] : [third]),
  ];
  return words.join(" · ");
}
