import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { FindingLine, Findings } from "@setu/requests/findings.ts";
import { ApiError, Problem, TextField, useNow, When } from "@setu/ui";
import { useState, type ReactNode } from "react";
import { useSay } from "./findings-data.ts";
import { FINDING_STATE_WORDS, SAID_WORDS } from "./finding-words.ts";

type Props = {
  readonly finding: FindingLine;
  readonly names: Findings["names"];
  /** What the reader may do with it. */
  readonly children?: ReactNode;
};

/** A finding with all that was said to it, and by when it is to be answered. */
export function FindingItem({ finding, names, children }: Props) {
  const { _ } = useI18n();
  const now = useNow();
  const nameOf = (id: string): string => names[id] ?? id;
  const late = finding.state === "open" && finding.until < now;
  return (
    <li>
      <h3>
        {finding.ref === "" ? (
          <Trans>A matter beyond your reach</Trans>
        ) : (
          <span className="mono" translate="no">
            {finding.ref}
          </span>
        )}{" "}
        · {_(FINDING_STATE_WORDS[finding.state])}
      </h3>
      {finding.state === "open" && (
        <p className={late ? "error" : undefined}>
          {late ? (
            <Trans>
              Overdue: an answer was due <When at={finding.until} />
            </Trans>
          ) : (
            <Trans>
              An answer is due <When at={finding.until} />
            </Trans>
          )}
        </p>
      )}
      <ol className="said">
        {finding.said.map((act) => (
          <li key={act.id}>
            <p className="muted">
              <bdi>{nameOf(act.by)}</bdi> {_(SAID_WORDS[act.do] ?? { id: act.do })},{" "}
              <When at={act.at} both={false} />
            </p>
            <p className="trail-text" dir="auto">
              {act.text}
            </p>
          </li>
        ))}
      </ol>
      {children}
    </li>
  );
}

type SayProps = {
  readonly path: string;
  readonly label: string;
  readonly button: string;
  readonly args?: () => object;
  readonly done?: () => void;
};

/** One text and one deed. */
export function SayForm({ path, label, button, args = () => ({}), done = () => {} }: SayProps) {
  const [text, setText] = useState("");
  const { mutate, error, isPending } = useSay(path);
  const blank = text.trim() === "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (blank || isPending) return;
        mutate(
          { ...args(), text },
          {
            onSuccess: () => {
              setText("");
              done();
            },
          },
        );
      }}
    >
      <TextField label={label} value={text} onChange={setText} rows={3} max={4_000} />
      <button type="submit" className="button" aria-disabled={blank || isPending}>
        {button}
      </button>
      {error instanceof ApiError && <Problem error={error} />}
    </form>
  );
}
