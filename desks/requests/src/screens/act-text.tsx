import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { TimelineAct } from "../api.ts";
import { WrittenText } from "./translated.tsx";
import { WhyNot } from "./why-not.tsx";

/** What was written, in its own language; or why it is not here. */
export function ActText({
  act,
  beside = [],
}: {
  readonly act: Pick<TimelineAct, "body" | "bodyState" | "rule">;
  readonly beside?: readonly ReactNode[];
}) {
  const { body, bodyState, rule } = act;
  if (body !== null) {
    const silent = body.text === "" && !body.translations;
    return silent ? null : <WrittenText body={body} beside={beside} />;
  }
  const why: Readonly<Record<string, ReactNode>> = {
    destroyed: <Trans>The text was destroyed as the law requires. The signed act remains.</Trans>,
    lost: <Trans>The text was lost. The signed act remains.</Trans>,
    refused: <Trans>The text was refused at the border. The signed act remains.</Trans>,
    unreadable: <Trans>The text is here but cannot be opened with our keys.</Trans>,
  };
  if (rule !== null) {
    return (
      <>
        <p className="muted">
          <Trans>The text is withheld from you.</Trans>
        </p>
        <WhyNot rule={rule} />
      </>
    );
  }
  return bodyState in why ? <p className="muted">{why[bodyState]}</p> : null;
}
