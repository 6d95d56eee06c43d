import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Notice, useLang, usePlace, useWindowTitle, When } from "@setu/ui";
import type { ConsultationAct, ConsultationView } from "../api.ts";
import { AnswerForm } from "./answer.tsx";
import { CasePage } from "./case-page.tsx";
import { Until } from "./consultations.tsx";
import { useConsultation } from "./data.ts";
import { ANSWERS, codeWords, CONSULTATION_ACTS, STATUS } from "./words.ts";
import "./individuals.css";

/** One consultation: what is asked of the owner, what it has answered, and the answer itself where we are the owner. */
export default function ConsultationScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const query = useConsultation(item);
  useWindowTitle(query.data?.ref ?? t({ context: "screen", message: "Consultation" }));
  return (
    <CasePage query={query} loading={<Trans>Loading the consultation…</Trans>}>
      {(view) => <Whole view={view} />}
    </CasePage>
  );
}

function Whole({ view }: { readonly view: ConsultationView }) {
  const { _ } = useI18n();
  const lang = useLang();
  return (
    <>
      <h1>
        <Trans context="screen">Consultation</Trans> ·{" "}
        <span className="mono" translate="no">
          {view.ref}
        </span>
      </h1>
      <section className="panel" aria-labelledby="now">
        <h2 id="now">{_(STATUS[view.status] ?? { id: view.status })}</h2>
        <p>
          {view.side === "them" ? (
            <Trans>The other side is asked by a person for:</Trans>
          ) : (
            <Trans>We are asked by a person for:</Trans>
          )}{" "}
          <strong>{codeWords("individual-kind", view.kind, lang)}</strong>
        </p>
        <Matter view={view} />
        <Until row={view} />
      </section>
      <History acts={view.acts} />
      {view.moves.length > 0 && (
        <Notice>
          <Trans>What you say here leaves at once. The asking side decides the person’s request alone.</Trans>
        </Notice>
      )}
      {view.moves
        .filter((move) => Object.hasOwn(ANSWERS, move))
        .map((move) => (
          // Another head is another form: what was written then was written on what stood there then.
          <AnswerForm key={`${move} ${view.after.join()}`} view={view} move={move} />
        ))}
    </>
  );
}

function Matter({ view: { matter, case: ours } }: { readonly view: ConsultationView }) {
  return (
    <>
      {matter === null ? (
        <p className="muted">
          <Trans>About a matter that you may not open.</Trans>
        </p>
      ) : (
        <p>
          <Trans>
            About{" "}
            <Link to="/requests/$item" params={{ item: matter.item }}>
              <span className="mono" translate="no">
                {matter.ref}
              </span>
            </Link>
          </Trans>
        </p>
      )}
      {ours !== null && (
        <p>
          <Link to="/individuals/$item" params={{ item: ours }}>
            <Trans>The request that it serves</Trans>
          </Link>
        </p>
      )}
    </>
  );
}

function History({ acts }: { readonly acts: readonly ConsultationAct[] }) {
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">
        <Trans>What both sides have said</Trans>
      </h2>
      <ol className="case-history">
        {acts.map((act) => (
          <Act key={`${act.side} ${act.id}`} act={act} />
        ))}
      </ol>
    </section>
  );
}

function Act({ act }: { readonly act: ConsultationAct }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { node, peer } = usePlace();
  const who = (act.side === "us" ? node : peer)?.name[lang] ?? "";
  const { ground, measure, at } = act.args;
  return (
    <li>
      <p>
        <strong>{who}</strong> {_(CONSULTATION_ACTS[act.do] ?? { id: act.do })} · <When at={act.at} />
      </p>
      {ground !== undefined && <p>{codeWords("individual-objection", String(ground), lang)}</p>}
      {measure !== undefined && (
        <p>
          {codeWords("individual-measure", String(measure), lang)}, <When at={Number(at)} both={false} />
        </p>
      )}
      {act.void !== null && (
        <Notice tone="error">
          <Trans>Without effect: the rules of this desk did not allow it there.</Trans>
        </Notice>
      )}
      {act.text !== null && act.text !== "" && (
        <p className="case-text" dir="auto">
          {act.text}
        </p>
      )}
    </li>
  );
}
