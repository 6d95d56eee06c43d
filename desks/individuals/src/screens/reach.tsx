import { Trans } from "@lingui/react/macro";
import { useLang } from "@setu/ui";
import type { ReactNode } from "react";

type Props = {
  readonly level: number;
  readonly compartments: readonly string[];
  /** Topic and level as one word of this side's own list, such as `cyber.2`. */
  readonly topic?: string | null;
  readonly children?: ReactNode;
};

/** How far a search reached, or what none has reached. */
export function Reach({ level, compartments, topic = null, children }: Props) {
  const lang = useLang();
  const names = new Intl.ListFormat(lang).format(compartments);
  return (
    <>
      <Trans>Clearance {level}</Trans>
      {compartments.length > 0 && (
        <>
          {" · "}
          <Trans>compartments: {names}</Trans>
        </>
      )}
      {topic !== null && (
        <>
          {" · "}
          <span className="mono" translate="no">
            {topic}
          </span>
        </>
      )}
      {children}
    </>
  );
}
