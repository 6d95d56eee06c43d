import { Trans, useLingui } from "@lingui/react/macro";
import { Problem, SelectField, useLang, useNow, usePlace, When } from "@setu/ui";
import { useState } from "react";
import type { CaseView } from "../api.ts";
import { useCaseAct } from "./data.ts";
import { beginOf, DayField } from "./day-field.tsx";
import { codeOptions, codeWords } from "./words.ts";

type Props = { readonly view: CaseView };

/** Who asks is shown to be who she says, and the request is admitted, with which its clock starts; or it is not. */
export function Admission({ view }: Props) {
  const lang = useLang();
  const { identity, moves, names } = view;
  return (
    <section className="panel" aria-labelledby="admission">
      <h2 id="admission">
        <Trans>Identity and admission</Trans>
      </h2>
      {identity === null ? (
        <p>
          <Trans>Nobody has identified the person yet.</Trans>
        </p>
      ) : (
        <p>
          <Trans>
            Identified by <bdi>{names[identity.by] ?? identity.by}</bdi>,{" "}
            <When at={identity.at} both={false} />
          </Trans>
          : <strong>{codeWords("individual-identity", identity.how, lang)}</strong>
        </p>
      )}
      {view.clock.start !== null && (
        <p>
          <Trans>
            Admitted from <When at={view.clock.start} both={false} />
          </Trans>
        </p>
      )}
      {view.ground !== null && (
        <p>
          <Trans>Not admissible</Trans>:{" "}
          <strong>{codeWords("individual-inadmissible", view.ground, lang)}</strong>
        </p>
      )}
      {moves.includes("case-identify") && <Identify view={view} />}
      {moves.includes("case-admit") && <Admit view={view} />}
      {moves.includes("case-reject") && <Reject view={view} />}
    </section>
  );
}

function Identify({ view }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const act = useCaseAct(view.id);
  const [how, setHow] = useState("");
  const [tried, setTried] = useState(false);
  return (
    <form
      className="case-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (how !== "" && !act.isPending) act.mutate({ do: "case-identify", args: { how }, text: null });
      }}
    >
      <SelectField
        label={t`How the person was identified`}
        value={how}
        onChange={setHow}
        empty={t`Choose`}
        options={codeOptions("individual-identity", lang)}
        error={tried && how === "" ? t`This is needed.` : undefined}
      />
      <button type="submit" className="button primary" aria-disabled={act.isPending}>
        <Trans context="button">The person is identified</Trans>
      </button>
      {act.error !== null && <Problem error={act.error} />}
    </form>
  );
}

function Admit({ view }: Props) {
  const { t } = useLingui();
  const now = useNow();
  const { node } = usePlace();
  const act = useCaseAct(view.id);
  const [day, setDay] = useState("");
  const [tried, setTried] = useState(false);
  const at = beginOf(day, node.zone);
  const fits = at >= view.received && at <= now;
  return (
    <form
      className="case-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fits && !act.isPending) act.mutate({ do: "case-admit", args: { at }, text: null });
      }}
    >
      <DayField
        label={t`Admissible since`}
        hint={t`The clock runs from this day: four months for access, nine for all else.`}
        value={day}
        onChange={setDay}
        error={tried && !fits ? t`A day between its arrival and today is needed.` : undefined}
      />
      <button type="submit" className="button primary" aria-disabled={act.isPending}>
        <Trans context="button">Admit it: the clock starts</Trans>
      </button>
      {act.error !== null && <Problem error={act.error} />}
    </form>
  );
}

/** Not in the way of what is usual. */
function Reject({ view }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const act = useCaseAct(view.id);
  const [ground, setGround] = useState("");
  const [tried, setTried] = useState(false);
  return (
    <details id="reject">
      <summary>
        <Trans>It is not admissible</Trans>
      </summary>
      <form
        className="case-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (ground !== "" && !act.isPending)
            act.mutate({ do: "case-reject", args: { ground }, text: null });
        }}
      >
        <SelectField
          label={t({ context: "individuals", message: "Ground" })}
          hint={t`The person is told this ground in the letter.`}
          value={ground}
          onChange={setGround}
          empty={t`Choose`}
          options={codeOptions("individual-inadmissible", lang)}
          error={tried && ground === "" ? t`This is needed.` : undefined}
        />
        <button type="submit" className="button" aria-disabled={act.isPending}>
          <Trans context="button">Not admissible</Trans>
        </button>
        {act.error !== null && <Problem error={act.error} />}
      </form>
    </details>
  );
}
