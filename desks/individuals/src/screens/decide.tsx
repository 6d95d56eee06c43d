import { Trans, useLingui } from "@lingui/react/macro";
import { Choices, Link, Notice, Problem, SelectField, TextField, useLang, useNow, When } from "@setu/ui";
import { useState } from "react";
import type { CaseView } from "../api.ts";
import { MAX } from "../body.ts";
import { isNeutral, outcomesOf } from "../outcomes.ts";
import { useCaseAct } from "./data.ts";
import { LetterPreview } from "./letter-preview.tsx";
import { Sending } from "./sending.tsx";
import { codeOptions, codeWords } from "./words.ts";

type Props = { readonly view: CaseView };

/** The decision, by a second person. What keeps it from being made is said in its place. */
export function Decide({ view }: Props) {
  if (view.state !== "admitted") return null;
  return (
    <section className="panel" aria-labelledby="decide">
      <h2 id="decide">
        <Trans>Decision</Trans>
      </h2>
      {view.by === view.me && (
        <Notice>
          <Trans>You registered this request: somebody else decides it.</Trans>
        </Notice>
      )}
      {!view.searched && (
        <p className="muted">
          <Trans>It can be decided as soon as all that this node has was searched.</Trans>
        </p>
      )}
      {view.searched && view.moves.includes("case-decide") && <Form view={view} />}
    </section>
  );
}

function Form({ view }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const act = useCaseAct(view.id);
  const [outcome, setOutcome] = useState("");
  const [ground, setGround] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const neutral = outcome !== "" && isNeutral(outcome);
  const about = outcome !== "" && !neutral;
  const wrong = {
    outcome: outcome === "",
    ground: outcome === "refused" && ground === "",
    matters: about && chosen.length === 0,
    text: text.trim() === "",
  };
  const needed = (field: keyof typeof wrong) => (tried && wrong[field] ? t`This is needed.` : undefined);
  const submit = () => {
    setTried(true);
    if (Object.values(wrong).includes(true) || act.isPending) return;
    const args = { outcome, ...(outcome === "refused" && { ground }), matters: about ? chosen : [] };
    act.mutate({ do: "case-decide", args, text: text.trim() });
  };
  return (
    <form
      className="case-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Unanswered view={view} />
      <SelectField
        label={t({ context: "individuals", message: "Outcome" })}
        value={outcome}
        onChange={setOutcome}
        empty={t`Choose`}
        options={codeOptions("individual-outcome", lang, outcomesOf(view.kind))}
        error={needed("outcome")}
      />
      {outcome === "refused" && (
        <SelectField
          label={t({ context: "individuals", message: "Ground of the refusal" })}
          hint={t`It stays here: the person never learns it.`}
          value={ground}
          onChange={setGround}
          empty={t`Choose`}
          options={codeOptions("individual-refusal", lang)}
          error={needed("ground")}
        />
      )}
      {about && (
        <Choices
          kind="checkbox"
          label={t`Matters that it is about`}
          value={chosen}
          onChange={setChosen}
          options={view.matters.map(({ item, ref, title }) => ({
            value: item,
            label: title === null ? ref : `${ref} · ${title}`,
          }))}
          error={needed("matters")}
        />
      )}
      <TextField
        label={tells(outcome) ? t`What is disclosed, a line for each` : t`Why it is decided so`}
        hint={
          tells(outcome)
            ? t`These words stand in the letter. Write them in the language of the person.`
            : t`It stays here and is not in the letter.`
        }
        value={text}
        onChange={setText}
        rows={4}
        max={MAX.text}
        error={needed("text")}
      />
      {outcome === "deleted" && (
        <Notice tone="warning">
          <Trans>The matters are destroyed with your decision. Nothing brings them back.</Trans>
        </Notice>
      )}
      {outcome !== "" && <WhenItLeaves view={view} neutral={neutral} />}
      {outcome !== "" && <LetterPreview view={view} outcome={outcome} text={text.trim()} />}
      <button type="submit" id="do-decide" className="button primary" aria-disabled={act.isPending}>
        <Trans context="individuals">Decide</Trans>
      </button>
      {act.error !== null && <Problem error={act.error} />}
    </form>
  );
}

/** Whether the letter has the words of whoever decides. */
const tells = (outcome: string): boolean => outcome.startsWith("disclosed");

/** Who was not asked, or has not answered: the decision is one's own all the same, and is made knowing it. */
function Unanswered({ view: { matters } }: Props) {
  const lang = useLang();
  const open = matters.filter(
    ({ owner, consultations }) => owner === "them" && !consultations.some(({ answer }) => answer !== null),
  );
  if (open.length === 0) return null;
  const refs = new Intl.ListFormat(lang).format(open.map(({ ref }) => ref));
  return (
    <Notice tone="warning">
      <Trans>
        The owner has not answered on{" "}
        <span className="mono" translate="no">
          {refs}
        </span>
        .
      </Trans>
    </Notice>
  );
}

/** The day of a letter must say nothing, where its words say nothing. */
function WhenItLeaves({ view: { clock }, neutral }: Props & { readonly neutral: boolean }) {
  const now = useNow();
  if (!neutral)
    return (
      <p>
        <Trans>The letter may leave at once.</Trans>
      </p>
    );
  return (
    <Notice>
      {clock.due !== null && clock.due > now ? (
        <Trans>
          However early you decide, the letter leaves <When at={clock.due} both={false} />: “nothing held” and
          “nothing may be said” are the same words on the same day.
        </Trans>
      ) : (
        <Trans>
          The deadline has passed: the letter leaves when the current month of the clock ends, whatever the
          reason is.
        </Trans>
      )}
    </Notice>
  );
}

/** What was decided, and what is sent of it. */
export function Decided({ view }: Props) {
  const { decision, names, state } = view;
  const lang = useLang();
  if (decision === null && state !== "rejected" && state !== "closed") return null;
  return (
    <>
      {decision !== null && (
        <section className="panel" aria-labelledby="decided">
          <h2 id="decided">
            <Trans>Decision</Trans>: {codeWords("individual-outcome", decision.outcome, lang)}
          </h2>
          <p className="muted">
            <Trans>
              Decided by <bdi>{names[decision.by] ?? decision.by}</bdi>,{" "}
              <When at={decision.at} both={false} />
            </Trans>
          </p>
          <p className="case-text" dir="auto">
            {decision.text}
          </p>
          {decision.outcome === "deleted" && (
            <p>
              <Trans>The matters that it was about were destroyed with the decision.</Trans>
            </p>
          )}
        </section>
      )}
      <section className="panel" aria-labelledby="letter">
        <h2 id="letter">
          <Trans>The letter to the person</Trans>
        </h2>
        <Sending view={view} />
        <LetterPreview view={view} outcome={decision?.outcome ?? null} text={decision?.text ?? ""} />
        <p>
          <Link to="/individuals/$item/letter" params={{ item: view.id }}>
            <Trans>The letter on paper</Trans>
          </Link>
        </p>
      </section>
    </>
  );
}
