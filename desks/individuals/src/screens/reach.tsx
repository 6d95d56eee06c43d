import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useLang } from "@setu/ui";
import { TOPIC_WORDS } from "@setu/ui/topic-words.ts";
import type { ReactNode } from "react";

type Props = {
  readonly level: number;
  readonly compartments: readonly string[];
  /** Code of a topic and a level, such as `cyber.2`. */
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
          <Topic of={topic} />
        </>
      )}
      {children}
    </>
  );
}

/** A code of a later list is shown as it is. */
function Topic({ of }: { readonly of: string }) {
  const { _ } = useLingui();
  const [code = "", level] = of.split(".");
  const topic = Object.hasOwn(TOPIC_WORDS, code) ? _(TOPIC_WORDS[code as keyof typeof TOPIC_WORDS]) : code;
  return (
    <Trans>
      {topic}, level {level}
    </Trans>
  );
}
