import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Link, useLang, useNow, When } from "@setu/ui";
import type { ConsultationRow } from "../api.ts";
import { codeWords, STATUS } from "./words.ts";

/** Of us, and not answered. */
const isAsked = ({ side, turn }: ConsultationRow): boolean => side === "them" && turn === "us";

/** What the other side asks of us as an owner, and what we have asked; what waits for us first. */
export function Consultations({ rows }: { readonly rows: readonly ConsultationRow[] }) {
  const inOrder = rows.toSorted((a, b) => Number(isAsked(b)) - Number(isAsked(a)) || b.until - a.until);
  return (
    <section className="panel" aria-labelledby="consultations">
      <h2 id="consultations">
        <Trans>Consultations with the other side</Trans> <span className="figures">({rows.length})</span>
      </h2>
      <p className="muted">
        <Trans>
          Whoever gave the information is asked before anything of it is given to the person. The person’s
          name is in the text alone.
        </Trans>
      </p>
      <ul className="case-list">
        {inOrder.map((row) => (
          <li key={row.item}>
            <ConsultationLine row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type LineProps = {
  readonly row: ConsultationRow;
  /** It stands below its matter. */
  readonly within?: boolean;
  /** Whether the reader may open it. */
  readonly linked?: boolean;
};

/** One consultation in a list, with the day by which the asking side wants to hear. */
export function ConsultationLine({ row, within = false, linked = true }: LineProps) {
  const { _ } = useI18n();
  const lang = useLang();
  const ref = (
    <span className="mono" translate="no">
      {row.ref}
    </span>
  );
  return (
    <>
      <div>
        {linked ? (
          <Link to="/consultations/$item" params={{ item: row.item }}>
            {ref}
          </Link>
        ) : (
          ref
        )}{" "}
        · {codeWords("individual-kind", row.kind, lang)}
        {row.matter !== null && !within && (
          <p className="muted">
            <Trans>
              About{" "}
              <span className="mono" translate="no">
                {row.matter.ref}
              </span>
            </Trans>
          </p>
        )}
      </div>
      <p>
        <strong>{_(STATUS[row.status] ?? { id: row.status })}</strong>
        <AnswerWords answer={row.answer} />
      </p>
      <Until row={row} />
    </>
  );
}

/** The ground or the measure that came with the answer; its own date is in the history. */
export function AnswerWords({ answer }: Pick<ConsultationRow, "answer">) {
  const lang = useLang();
  if (answer === null) return null;
  const ground = answer.ground;
  if (ground === null) return null;
  return (
    <span className="outcome">
      {codeWords(answer.code === "attest" ? "individual-measure" : "individual-objection", ground, lang)}
    </span>
  );
}

/** By when the owner is to answer, or when it has. */
export function Until({ row: { until, turn, side, answer } }: { readonly row: ConsultationRow }) {
  const now = useNow();
  if (answer !== null)
    return (
      <p className="muted">
        <Trans>
          Answered <When at={answer.at} both={false} />
        </Trans>
      </p>
    );
  const at = <When at={until} both={false} />;
  const late = until < now && (turn === "us") === (side === "them") && turn !== "none";
  return (
    <p className={late ? "error" : undefined}>
      {side === "them" ? (
        <Trans>To be answered by us until {at}</Trans>
      ) : (
        <Trans>To be answered by the owner until {at}</Trans>
      )}
    </p>
  );
}
