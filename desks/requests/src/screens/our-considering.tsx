import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { SelectField, useLang, When } from "@setu/ui";
import { useState } from "react";
import type { RequestView } from "../api.ts";
import { seriousOf, SUPPLIES } from "../considering.ts";
import type { HomeAct } from "../home.ts";
import { label, options } from "./codes.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";
import { WhyNot } from "./why-not.tsx";
import { DONE } from "./words.ts";

type Props = { readonly view: RequestView; readonly ours: Ours };

/** Whether the other side must have something that it has not asked for. The answer supplies nothing itself. */
export default function Considering({ view, ours }: Props) {
  const { t } = useLingui();
  const { nameOf } = useOfficers();
  const { considered } = view.ours;
  return (
    <section className="ours-part" aria-labelledby="considering">
      <h3 id="considering">
        <Trans>Supply without a request</Trans>
      </h3>
      <ConsiderDue view={view} />
      {considered !== null && (
        <p>
          <ConsideredWords act={considered} name={nameOf(considered.by)} />
        </p>
      )}
      <details open={considered === null}>
        <summary>{considered === null ? t`Answer` : t`Answer anew`}</summary>
        <Answer view={view} ours={ours} />
      </details>
      {view.stopped.send !== undefined && <WhyNot rule={view.stopped.send} />}
    </section>
  );
}

/** What is asked, on which instrument, and by when. */
export function ConsiderDue({ view }: { readonly view: RequestView }) {
  const lang = useLang();
  const serious = seriousOf(view.args);
  if (view.considerBy === undefined || serious === null) return null;
  return (
    <>
      <p>
        <strong>
          <Trans>
            Must the other side have something that it has not asked for, or does it have it already?
          </Trans>
        </strong>{" "}
        <Trans>
          To be answered by <When at={view.considerBy} />.
        </Trans>
      </p>
      <p className="meta">{label("serious-offence", serious, lang)}</p>
    </>
  );
}

/** What was answered, by whom and when. That it was supplied another way is that officer's word alone. */
export function ConsideredWords({ act, name }: { readonly act: HomeAct; readonly name: string }) {
  const lang = useLang();
  const { outcome, reason } = act.args;
  return (
    <>
      <strong>{label("supply", outcome, lang)}</strong>
      {reason !== undefined && <> · {label("supply-reason", reason, lang)}</>} ·{" "}
      <Trans>
        Attested by <bdi>{name}</bdi>
      </Trans>{" "}
      (<When at={act.at} both={false} />)
    </>
  );
}

function Answer({ view, ours }: Props) {
  const { _, i18n } = useI18n();
  const { t } = useLingui();
  const lang = useLang();
  const [outcome, setOutcome] = useState("");
  const [reason, setReason] = useState("");
  const [ref, setRef] = useState("");
  const wanted = { "supplied-here": ref, "not-supplied": reason }[outcome];
  const whole = outcome !== "" && wanted !== "" && view.stopped.send === undefined;
  const records = view.timeline.filter((act) => act.side === "us" && SUPPLIES.has(act.do));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!whole) return;
        const more =
          outcome === "supplied-here" ? { ref } : outcome === "not-supplied" ? { reason } : undefined;
        void ours.act({ do: "consider", args: { outcome, ...more } });
      }}
    >
      <p className="meta">
        <Trans>
          Your answer stays in our home log, and reviewers read it. It sends nothing: what is to be supplied
          goes as a message of this matter, with its check and its release.
        </Trans>
      </p>
      <SelectField
        label={t`What came of it`}
        value={outcome}
        onChange={setOutcome}
        empty={t`Choose an answer`}
        options={options("supply", lang, Date.now())}
      />
      {outcome === "supplied-here" && (
        <SelectField
          label={t`By which record of ours`}
          value={ref}
          onChange={setRef}
          empty={t`Choose a record`}
          options={records.map((act) => ({
            value: act.id,
            label: `${_(DONE[act.do] ?? { id: act.do })}, ${i18n.date(new Date(act.at), { dateStyle: "medium", timeStyle: "short" })}`,
          }))}
        />
      )}
      {outcome === "not-supplied" && (
        <SelectField
          label={t`For which reason`}
          value={reason}
          onChange={setReason}
          empty={t`Choose a reason`}
          options={options("supply-reason", lang, Date.now())}
        />
      )}
      <button type="submit" className="button" aria-disabled={!whole}>
        <Trans context="button">Keep this answer</Trans>
      </button>
    </form>
  );
}
