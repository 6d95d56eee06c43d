import { Trans } from "@lingui/react/macro";
import { Notice, useLang, useNow, When } from "@setu/ui";
import type { ReactNode } from "react";
import type { RequestView } from "../api.ts";
import { FEEDBACK } from "../feedback.ts";
import { label } from "./codes.ts";
import { latenessOf, owesReason } from "./late.ts";

type Props = {
  readonly view: RequestView;
  /** Opens the holding reply; null where none can be written. */
  readonly onSayLate: (() => void) | null;
  /** Opens the closing of the request, with its outcome; null where it cannot be closed. */
  readonly onClose: (() => void) | null;
};

/** What one side owes the other a word about: why the answer will be late, and what came of it. */
export function DueNotices(props: Props) {
  return (
    <>
      <Late {...props} />
      <Outcome {...props} />
      <Consider view={props.view} />
    </>
  );
}

/** What waits on our half is said on top too: there a matter that has ended is not read to its end. */
function Consider({ view: { considerBy } }: Pick<Props, "view">) {
  const now = useNow();
  if (considerBy === undefined) return null;
  return (
    <Notice tone={now > considerBy ? "warning" : "info"}>
      <p>
        <Trans>
          The offence is serious: our desk says whether the other side must have something that it has not
          asked for.
        </Trans>{" "}
        <Trans>
          To be answered by <When at={considerBy} />.
        </Trans>
      </p>
    </Notice>
  );
}

function Late({ view, onSayLate }: Props) {
  const now = useNow();
  const lateness = latenessOf(view, now);
  const owes = owesReason(view, now);
  if (lateness === null || (lateness === "soon" && !owes)) return null;
  const weOwe = view.role === "answerer";
  const words: Readonly<Record<typeof lateness, ReactNode>> = {
    soon: <Trans>Three quarters of the time have passed. If the answer will be late, say why now.</Trans>,
    untold: weOwe ? (
      <Trans>The deadline has passed, and the other side was not told why.</Trans>
    ) : (
      <Trans>The deadline has passed, and the other side has not said why.</Trans>
    ),
    told: null,
    "told-and-passed": <Trans>That instant has passed too.</Trans>,
  };
  return (
    <Notice tone={lateness === "told" ? "info" : "warning"}>
      <p>
        <LateBecause late={view.late} /> {words[lateness]}
      </p>
      {owes && onSayLate !== null && (
        <p>
          <button type="button" className="button" aria-keyshortcuts="d" data-key="D" onClick={onSayLate}>
            <Trans context="button">Say why it will be late</Trans>
          </button>
        </p>
      )}
    </Notice>
  );
}

function LateBecause({ late }: Pick<RequestView, "late">) {
  const lang = useLang();
  if (late === null) return null;
  const reason = label("extension", late.reason, lang);
  return (
    <>
      <Trans>Late because: {reason}.</Trans>{" "}
      <Trans>
        Expected by <When at={late.until} />.
      </Trans>
    </>
  );
}

function Outcome({ view: { feedbackDue, role }, onClose }: Props) {
  const now = useNow();
  if (feedbackDue === null) return null;
  const when = <When at={feedbackDue} />;
  const { days } = FEEDBACK;
  const over = now > feedbackDue;
  const weOwe = role === "asker";
  return (
    <Notice tone={over && weOwe ? "warning" : "info"}>
      <p>
        <strong>
          {weOwe ? (
            <OurOutcome over={over}>{when}</OurOutcome>
          ) : (
            <TheirOutcome over={over}>{when}</TheirOutcome>
          )}
        </strong>{" "}
        <Trans>Whoever asked says what came of an answer within {days} days of it.</Trans>
      </p>
      {weOwe && onClose !== null && (
        <p>
          <button type="button" className="button" onClick={onClose}>
            <Trans context="button">Say what came of it, and close</Trans>
          </button>
        </p>
      )}
    </Notice>
  );
}

type Word = { readonly over: boolean; readonly children: ReactNode };

const OurOutcome = ({ over, children }: Word) =>
  over ? <Trans>We owed the outcome by {children}.</Trans> : <Trans>We owe the outcome by {children}.</Trans>;

const TheirOutcome = ({ over, children }: Word) =>
  over ? (
    <Trans>The other side owed the outcome by {children}.</Trans>
  ) : (
    <Trans>The other side owes the outcome by {children}.</Trans>
  );
