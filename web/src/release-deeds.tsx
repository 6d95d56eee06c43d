import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { FINDINGS, LIFE_REASONS } from "@setu/requests/releasing.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { Problem, SelectField, TextField } from "@setu/ui";
import { useState, type ReactNode } from "react";
import { useApproval, useDeed } from "./release-data.ts";
import { FINDING_WORDS, LIFE_WORDS } from "./release-words.ts";

type Props = { readonly view: ReleaseView };
const MAX = 4_000;

/** Lets it go. What keeps it here is said above; the button says it too. */
export function Approve({ view }: Props) {
  const approval = useApproval(view);
  const ready = view.judgement === null || view.judgement.outcome === "released";
  const can = ready && view.refusals.length === 0;
  return (
    <section className="panel" aria-labelledby="approve">
      <h2 id="approve">
        <Trans context="release">Approve</Trans>
      </h2>
      <p>
        <Trans>You let go exactly what stands above. If it or the request changes, your approval ends.</Trans>
      </p>
      <button
        type="button"
        id="do-approve"
        className="button primary"
        aria-disabled={!can || approval.isPending}
        onClick={() => {
          if (can && !approval.isPending) approval.mutate();
        }}
      >
        {view.needs.signed ? (
          <Trans context="button">Approve with my key</Trans>
        ) : (
          <Trans context="button">Approve</Trans>
        )}
      </button>
      {approval.error !== null && <Problem error={approval.error} />}
    </section>
  );
}

/** A deed with one text: the form is whole before it is sent. */
function Deed({
  id,
  title,
  what,
  of,
  field,
  button,
  json,
  optional = false,
  signed = false,
  children,
}: {
  readonly id: string;
  readonly title: ReactNode;
  readonly what: string;
  readonly of: string;
  readonly field: string;
  readonly button: ReactNode;
  /** Null while something is missing. */
  readonly json: object | null;
  readonly optional?: boolean;
  /** With the officer's key. */
  readonly signed?: boolean;
  readonly children?: ReactNode;
}) {
  const [text, setText] = useState("");
  const deed = useDeed(of);
  const whole = json !== null && (optional || text.trim() !== "");
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const said = text.trim() === "" ? null : text.trim();
          if (whole) deed.mutate({ what, json: { ...json, text: said }, signed });
        }}
      >
        {children}
        <TextField label={field} value={text} onChange={setText} rows={2} max={MAX} />
        <button type="submit" className="button" aria-disabled={!whole}>
          {button}
        </button>
      </form>
      {deed.error !== null && <Problem error={deed.error} />}
    </section>
  );
}

export function SendBack({ view }: Props) {
  const { t } = useLingui();
  return (
    <Deed
      id="send-back"
      title={<Trans context="release">Return</Trans>}
      what="return"
      of={view.id}
      field={t`Remarks for its author`}
      button={<Trans context="button">Return it with remarks</Trans>}
      json={{}}
    />
  );
}

export function HandOn({ view }: Props) {
  const { t } = useLingui();
  const [to, setTo] = useState("");
  const { told } = useOfficers();
  return (
    <Deed
      id="hand-on"
      title={<Trans context="release">Hand on</Trans>}
      what="hand"
      of={view.id}
      field={t`A word with it, if needed`}
      button={<Trans context="button">Hand it on</Trans>}
      json={to === "" ? null : { officer: to }}
      optional
    >
      <SelectField
        label={t`To whom, who may approve`}
        value={to}
        onChange={setTo}
        empty={t`Choose`}
        options={told.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Deed>
  );
}

/** The only release by one person; closed until it is asked for. */
export function Alone({ view }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [reason, setReason] = useState("");
  return (
    <details>
      <summary>
        <Trans>A life is in danger and nobody can approve</Trans>
      </summary>
      <Deed
        id="alone"
        title={<Trans>Release it alone</Trans>}
        what="alone"
        of={view.id}
        field={t`What is known of the threat`}
        button={<Trans context="button">Release it now</Trans>}
        json={reason === "" ? null : { hash: view.hash, reason }}
        signed={view.needs.signed}
      >
        <p>
          <Trans>
            G5 to G8 are answered first where gates are asked. Another officer reviews it within 24 hours; it
            is counted and shown until then.
          </Trans>
        </p>
        <SelectField
          label={t({ context: "threat", message: "Reason" })}
          value={reason}
          onChange={setReason}
          empty={t`Choose`}
          options={LIFE_REASONS.map((each) => ({ value: each, label: _(LIFE_WORDS[each] ?? { id: each }) }))}
        />
      </Deed>
    </details>
  );
}

export function TakeDown({ view }: Props) {
  const deed = useDeed(view.id);
  return (
    <p>
      <button type="button" className="button" onClick={() => deed.mutate({ what: "withdraw", json: {} })}>
        <Trans context="button">Take it down</Trans>
      </button>
      {deed.error !== null && <Problem error={deed.error} />}
    </p>
  );
}

export function Review({ view }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [finding, setFinding] = useState("");
  return (
    <Deed
      id="review"
      title={<Trans>Review</Trans>}
      what="review"
      of={view.id}
      field={t`What you found`}
      button={<Trans context="button">Record the review</Trans>}
      json={finding === "" ? null : { finding }}
    >
      <SelectField
        label={t({ context: "review", message: "Finding" })}
        value={finding}
        onChange={setFinding}
        empty={t`Choose`}
        options={FINDINGS.map((each) => ({ value: each, label: _(FINDING_WORDS[each] ?? { id: each }) }))}
      />
    </Deed>
  );
}
