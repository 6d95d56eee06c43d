import { Trans, useLingui } from "@lingui/react/macro";
import { dayWords, NATIVE, Notice, useLang, useNow, usePlace } from "@setu/ui";
import type { ReactNode } from "react";
import type { CaseView } from "../api.ts";
import { ClockFacts } from "./clock.tsx";
import { Sealed } from "./sealed.tsx";
import { codeWords } from "./words.ts";
import "./individuals.css";

/** Both clocks of a case; the letter's once it is known. */
export function Clocks({ clock, notice }: Pick<CaseView, "clock" | "notice">) {
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

type Who = Pick<CaseView, "person" | "text" | "lang" | "came" | "received" | "names" | "by">;

/** Who asks and what she wrote; that it is sealed stands with it. */
export function Person({ person, text, lang: written, came, received, names, by }: Who) {
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
