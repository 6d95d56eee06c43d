import { Trans } from "@lingui/react/macro";
import type { HomeLine } from "../api.ts";

type Props = { readonly home: HomeLine; readonly nameOf: (officer: string) => string };

/** That it was put away, and by whom: what waits for us stays in the list all the same. */
export function PutAwayBy({ home: { done, doneBy }, nameOf }: Props) {
  if (!done) return null;
  return (
    <strong className="sub">
      {doneBy === null ? (
        <Trans context="state of a request">Put away</Trans>
      ) : (
        <Trans context="state of a request">
          Put away by <bdi>{nameOf(doneBy)}</bdi>
        </Trans>
      )}
    </strong>
  );
}
