import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { ProgramRow } from "@setu/requests/administration.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { TOPIC_WORDS } from "@setu/ui/topic-words.ts";
import { TOPICS } from "@setu/requests/topics.ts";
import { useLang } from "@setu/ui";
import type { ReactNode } from "react";
import { SCOPE_WORDS } from "./program-words.ts";

type FactsProps = {
  readonly program: Omit<ProgramRow, "made" | "used" | "revoked">;
  readonly children?: ReactNode;
};

/** What a program is given, and by what it proves itself. */
export function ProgramFacts({ program, children }: FactsProps) {
  const { _ } = useI18n();
  const lang = useLang();
  const { id, name, agency, scopes, topics, clearance, compartments, proof, print } = program;
  const given = TOPICS.filter((topic) => topics.includes(topic)).map((topic) => _(TOPIC_WORDS[topic]));
  return (
    <>
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>{" "}
        <span className="muted">{agencyName(agency, lang)}</span>{" "}
        <span className="mono muted" translate="no">
          {id}
        </span>
      </p>
      <dl className="facts">
        <dt>
          <Trans context="program">May</Trans>
        </dt>
        <dd>
          <ul className="plain">
            {scopes.map((scope) => (
              <li key={scope}>{_(SCOPE_WORDS[scope] ?? { id: scope })}</li>
            ))}
          </ul>
        </dd>
        {given.length > 0 && (
          <>
            <dt>
              <Trans context="grants">Topics</Trans>
            </dt>
            <dd>
              {given.length === TOPICS.length ? (
                <Trans context="topics">all topics</Trans>
              ) : (
                new Intl.ListFormat(lang).format(given)
              )}
            </dd>
          </>
        )}
        <dt>
          <Trans>Clearance, from 0 to 4</Trans>
        </dt>
        <dd>{clearance}</dd>
        {compartments.length > 0 && (
          <>
            <dt>
              <Trans context="grants">Compartments</Trans>
            </dt>
            <dd>
              <bdi>{new Intl.ListFormat(lang).format(compartments)}</bdi>
            </dd>
          </>
        )}
        <dt>{proof === "key" ? <Trans>Its key</Trans> : <Trans>Its certificate</Trans>}</dt>
        <dd className="mono" translate="no">
          {print}
        </dd>
        {children}
      </dl>
    </>
  );
}
