import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  dayWords,
  Link,
  LoadProblem,
  NATIVE,
  Notice,
  useLang,
  useNow,
  usePlace,
  useWindowTitle,
} from "@setu/ui";
import type { ReactNode } from "react";
import type { CaseView } from "../api.ts";
import { CaseHistory } from "./case-history.tsx";
import { CaseKeys } from "./case-keys.tsx";
import { ClockFacts, ClockWords } from "./clock.tsx";
import { useCase } from "./data.ts";
import { Decide, Decided } from "./decide.tsx";
import { Admission } from "./admission.tsx";
import { Matters } from "./matters.tsx";
import { Sealed } from "./sealed.tsx";
import { clockNow } from "./order.ts";
import { Searches } from "./searches.tsx";
import { codeWords, STATE } from "./words.ts";
import "./individuals.css";

/** One individual's request from its arrival to its letter; the next thing to do stands first. */
export default function CaseScreen({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useCase(id);
  // No name stands in the title of a window: it is in sight of more people than the page.
  useWindowTitle(data?.ref ?? t({ context: "screen", message: "An individual’s request" }));
  return (
    <div className="individuals">
      <p>
        <Link to="/individuals">
          <Trans>All individuals’ requests</Trans>
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          <Trans>Loading the request…</Trans>
        </p>
      )}
      {data !== undefined && <Whole view={data} />}
      <CaseKeys />
    </div>
  );
}

type Props = { readonly view: CaseView };

function Whole({ view }: Props) {
  const { _ } = useI18n();
  const lang = useLang();
  const reached = view.clock.state !== "not-started";
  return (
    <>
      <h1>
        {codeWords("individual-kind", view.kind, lang)} ·{" "}
        <span className="mono" translate="no">
          {view.ref}
        </span>
      </h1>
      <p role="status">
        <strong>{_(STATE[view.state])}</strong>
        {view.decision !== null && <> · {codeWords("individual-outcome", view.decision.outcome, lang)}</>}
        {view.ground !== null && <> · {codeWords("individual-inadmissible", view.ground, lang)}</>}
        {view.state !== "closed" && (
          <>
            {" · "}
            <ClockWords clock={clockNow(view)} />
          </>
        )}
      </p>
      <div className="case-columns">
        <div>
          <Admission view={view} />
          {reached && <Searches view={view} />}
          {reached && <Matters view={view} />}
          <Decide view={view} />
          <Decided view={view} />
          <CaseHistory view={view} />
        </div>
        <div>
          <Clocks view={view} />
          <Person view={view} />
        </div>
      </div>
    </>
  );
}

function Clocks({ view: { clock, notice } }: Props) {
  return (
    <>
      <section className="panel" aria-labelledby="clock">
        <h2 id="clock">
          <Trans>Clock of the decision</Trans>
        </h2>
        <ClockFacts clock={clock} />
      </section>
      {notice.state !== "not-started" && (
        <section className="panel" aria-labelledby="notice">
          <h2 id="notice">
            <Trans>Clock of the letter</Trans>
          </h2>
          <ClockFacts clock={notice} />
        </section>
      )}
    </>
  );
}

function Person({ view: { person, text, lang: written, came, received, names, by } }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const { node } = usePlace();
  const now = useNow();
  return (
    <section className="panel ours" aria-labelledby="person">
      <h2 id="person">
        <Trans context="individuals">Who asks</Trans>
      </h2>
      <Sealed />
      {person === null ? (
        <Notice>
          <Trans>Who asked is not here any more.</Trans>
        </Notice>
      ) : (
        <dl className="facts case-facts">
          <Fact word={t({ context: "person", message: "Name" })}>
            <bdi>{person.name}</bdi>
          </Fact>
          {person.born !== "" && (
            <Fact word={t`Born on`}>{dayWords(Date.parse(`${person.born}T12:00Z`), UTC, lang, now)}</Fact>
          )}
          <Fact word={t`Where the letter goes`}>
            <bdi className="case-text">{person.contact}</bdi>
          </Fact>
          {text !== null && text !== "" && (
            <Fact word={t`What the person asks, in short`}>
              <p className="case-text" dir="auto">
                {text}
              </p>
            </Fact>
          )}
        </dl>
      )}
      <p className="muted">
        {codeWords("individual-came", came, lang)} · {dayWords(received, node.zone, lang, now)} ·{" "}
        <span lang={written}>{NATIVE[written]}</span>
      </p>
      <p className="muted">
        <Trans>
          Registered by <bdi>{names[by] ?? by}</bdi>
        </Trans>
      </p>
    </section>
  );
}

const UTC = { id: "UTC", label: "UTC" } as const;

function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
