import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  absolute,
  LANGS,
  Link,
  NATIVE,
  Notice,
  Problem,
  SelectField,
  TextField,
  useLang,
  useNow,
  usePlace,
  When,
} from "@setu/ui";
import { useState, type ReactNode } from "react";
import type { CaseMatter, CaseView, Lang } from "../api.ts";
import { MAX } from "../body.ts";
import { ConsultationLine } from "./consultations.tsx";
import { useCaseAct, useConsulting } from "./data.ts";
import { OWNER } from "./owner-words.ts";

type Props = { readonly view: CaseView };
const DAY = 86_400_000;
/** Days that an owner is given. */
const TERMS = [7, 14, 30, 60] as const;

/** What was found of the person, whose it is, and what its owner has said. */
export function Matters({ view }: Props) {
  return (
    <section className="panel" aria-labelledby="matters">
      <h2 id="matters">
        <Trans>Matters about the person</Trans> <span className="figures">({view.matters.length})</span>
      </h2>
      {view.matters.length === 0 && (
        <p className="muted">
          <Trans>Nothing is attached.</Trans>
        </p>
      )}
      <ul className="matter-list">
        {view.matters.map((matter) => (
          <Matter key={matter.item} view={view} matter={matter} />
        ))}
      </ul>
    </section>
  );
}

type MatterProps = Props & { readonly matter: CaseMatter };

function Matter({ view, matter }: MatterProps) {
  const { _ } = useI18n();
  const { moves, names } = view;
  const asked = matter.consultations.length > 0;
  return (
    <li>
      <h3>
        <Link to="/requests/$item" params={{ item: matter.item }}>
          <span className="mono" translate="no">
            {matter.ref}
          </span>
        </Link>
        {matter.title !== null && (
          <>
            {" "}
            · <bdi>{matter.title}</bdi>
          </>
        )}
      </h3>
      <p className="muted">
        <strong>{_(OWNER[matter.owner])}</strong> ·{" "}
        <Trans>
          attached by <bdi>{names[matter.by] ?? matter.by}</bdi>, <When at={matter.at} both={false} />
        </Trans>
      </p>
      {matter.restricted !== null && (
        <Notice tone="warning">
          <Trans>
            Restricted since <When at={matter.restricted} both={false} />: it is neither used, nor exported,
            nor given on.
          </Trans>
        </Notice>
      )}
      {asked && (
        <ul className="case-list">
          {matter.consultations.map((row) => (
            <li key={row.item}>
              <ConsultationLine row={row} within />
            </li>
          ))}
        </ul>
      )}
      <p className="actions">
        {matter.restricted === null && moves.includes("case-restrict") && (
          <Deed view={view} act="case-restrict" matter={matter.item}>
            <Trans context="button">Restrict it</Trans>
          </Deed>
        )}
        {matter.restricted !== null && moves.includes("case-lift") && (
          <Deed view={view} act="case-lift" matter={matter.item}>
            <Trans context="button">Lift the restriction</Trans>
          </Deed>
        )}
        {moves.includes("case-detach") && (
          <Deed view={view} act="case-detach" matter={matter.item}>
            <Trans context="button">It is not about the person</Trans>
          </Deed>
        )}
      </p>
      {matter.owner === "them" && moves.includes("case-consult") && <Consult view={view} matter={matter} />}
    </li>
  );
}

type DeedProps = Props & {
  readonly act: string;
  readonly matter: string;
  readonly children: ReactNode;
};

/** One act on one matter, by one button. */
function Deed({ view, act: what, matter, children }: DeedProps) {
  const act = useCaseAct(view.id);
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={act.isPending}
        onClick={() => {
          if (!act.isPending) act.mutate({ do: what, args: { matter }, text: null });
        }}
      >
        {children}
      </button>
      {act.error !== null && <Problem error={act.error} />}
    </>
  );
}

/** The owner is asked: the matter by its id, who it is about in the text alone. */
function Consult({ view, matter }: MatterProps) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const consult = useConsulting(view.id);
  const [days, setDays] = useState(String(TERMS[2]));
  const [written, setWritten] = useState<Lang>(lang);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const until = (term: number) => now + term * DAY;
  const blank = text.trim() === "";
  return (
    <details>
      <summary>
        <Trans>Ask the owner before anything is given to the person</Trans>
      </summary>
      <form
        className="case-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (blank || consult.isPending) return;
          const asked = { matter: matter.item, until: until(Number(days)), text: text.trim(), lang: written };
          consult.mutate(asked, {
            onSuccess: () => {
              setText("");
              setTried(false);
            },
          });
        }}
      >
        <Notice tone="warning">
          <Trans>
            This crosses to the other side at once. Name the person only as far as the owner needs it to find
            her.
          </Trans>
        </Notice>
        <SelectField
          label={t({ context: "consultation", message: "To be answered within" })}
          value={days}
          onChange={setDays}
          options={TERMS.map((term) => ({
            value: String(term),
            label: `${t`${term} days`} · ${absolute(until(term), node.zone, lang, now)}`,
          }))}
        />
        <SelectField
          label={t`Language of the text`}
          value={written}
          onChange={(value) => setWritten(value as Lang)}
          options={LANGS.map((each) => ({ value: each, label: NATIVE[each] }))}
        />
        <TextField
          label={t`What is asked of the owner`}
          value={text}
          onChange={setText}
          rows={4}
          max={MAX.text}
          error={tried && blank ? t`This is needed.` : undefined}
        />
        <button type="submit" className="button" aria-disabled={consult.isPending}>
          <Trans context="button">Ask the owner</Trans>
        </button>
        {consult.error !== null && <Problem error={consult.error} />}
      </form>
    </details>
  );
}
