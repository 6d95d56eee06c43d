import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Account } from "@setu/requests/api.ts";
import { HELPERS, isRule, type MyPowers } from "@setu/requests/powers.ts";
import { RULE_WORDS } from "@setu/requests/screens/rule-words.ts";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import { api, LoadProblem, useLang, When, useWindowTitle } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { AskAccess } from "./powers-access.tsx";
import { Lent } from "./powers-lent.tsx";
import { Unseen } from "./powers-unseen.tsx";
import { DEEDS, HELPER_WORDS, POWER_WORDS } from "./powers-words.ts";
import { GivenTopics } from "./topics-table.tsx";
import "./powers.css";

/** What I may do, where, until when; why not; and whom to ask. */
export default function PowersScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery({
    queryKey: ["powers"],
    queryFn: () => api<MyPowers>("/powers"),
  });
  const title = t({ context: "screen", message: "My powers" });
  useWindowTitle(title);
  return (
    <div className="powers">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          <Trans>Loading what you may do…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <Given mine={data} />
          <Where mine={data} />
          <Lent lent={data.lent} />
          <Deeds mine={data} />
          <WhoHelps people={data.people} />
        </>
      )}
      <AskAccess />
      {data?.powers.includes("supervise") === true && <Unseen people={data.people} />}
    </div>
  );
}

type Mine = { readonly mine: MyPowers };

function Given({ mine }: Mine) {
  const { _ } = useI18n();
  const lang = useLang();
  const list = new Intl.ListFormat(lang);
  return (
    <section className="panel" aria-labelledby="given">
      <h2 id="given">
        <Trans>What you have been given</Trans>
      </h2>
      <dl className="facts">
        <dt>
          <Trans>Powers</Trans>
        </dt>
        <dd>
          {mine.powers.length === 0 ? (
            <Trans>None. You see nothing and can do nothing until somebody gives you a power.</Trans>
          ) : (
            list.format(mine.powers.map((power) => _(POWER_WORDS[power] ?? { id: power })))
          )}
        </dd>
        <dt>
          <Trans>Until</Trans>
        </dt>
        <dd>
          <When at={mine.until} />
        </dd>
        <dt>
          <Trans>Clearance, from 0 to 4</Trans>
        </dt>
        <dd>{mine.clearance}</dd>
        <dt>
          <Trans>Your compartments</Trans>
        </dt>
        <dd>
          {mine.compartments.length === 0 ? (
            <Trans context="compartments">None</Trans>
          ) : (
            <bdi>{list.format(mine.compartments)}</bdi>
          )}
        </dd>
      </dl>
    </section>
  );
}

/** For the powers that are given by topic. All others reach as far as she reads. */
function Where({ mine: { powers, topics } }: Mine) {
  return (
    <section className="panel" aria-labelledby="where">
      <h2 id="where">
        <Trans>In which topics, and up to which level</Trans>
      </h2>
      <p className="muted">
        <Trans>
          Levels go from 0, nothing marked, to 4, and never above your clearance. What was lent to you is
          counted in.
        </Trans>
      </p>
      <GivenTopics powers={powers} topics={topics} />
    </section>
  );
}

/** One line for what the same rules govern, in the order in which a day goes; what stops or limits several is said once. */
function Deeds({ mine }: Mine) {
  const { _ } = useI18n();
  const rows = DEEDS.flatMap(({ action, words }) => {
    const row = mine.may.find((each) => each.action === action);
    return row === undefined ? [] : [{ ...row, words }];
  });
  const refused = rows.flatMap(({ may, stops }) => (may === "none" ? stops : []));
  const common = [...new Set(refused.filter((rule, at) => refused.indexOf(rule) !== at))];
  const limits = [...new Set(rows.flatMap(({ may, stops }) => (may === "some" ? stops : [])))];
  return (
    <section className="panel" aria-labelledby="deeds">
      <h2 id="deeds">
        <Trans>What you may do, and where</Trans>
      </h2>
      <dl className="facts">
        {rows.map(({ action, may, stops, words }) => (
          <Fragment key={action}>
            <dt>{_(words)}</dt>
            <dd>
              {may === "all" && <Trans>Yes.</Trans>}
              {may === "some" && <Trans>Yes, within the limits below.</Trans>}
              {may === "none" && (
                <>
                  <strong>
                    <Trans>No.</Trans>
                  </strong>{" "}
                  {stops
                    .filter((rule) => !common.includes(rule))
                    .map((rule) => (isRule(rule) ? _(RULE_WORDS[rule]) : rule))
                    .join(" ")}
                  {stops.some((rule) => common.includes(rule)) && <Trans>Why is said below.</Trans>}
                </>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
      <Rules id="common" title={<Trans>Why not at all</Trans>} rules={common} />
      <Rules id="limits" title={<Trans>Not where</Trans>} rules={limits} />
    </section>
  );
}

type RulesProps = { readonly id: string; readonly title: ReactNode; readonly rules: readonly string[] };

function Rules({ id, title, rules }: RulesProps) {
  if (rules.length === 0) return null;
  return (
    <>
      <h3 id={id}>{title}</h3>
      <ul aria-labelledby={id}>
        {rules.map((rule) => (
          <li key={rule}>
            <WhyNot rule={rule} />
          </li>
        ))}
      </ul>
    </>
  );
}

function WhoHelps({ people }: { readonly people: MyPowers["people"] }) {
  const { _ } = useI18n();
  return (
    <section className="panel" aria-labelledby="who-helps">
      <h2 id="who-helps">
        <Trans>Whom to ask</Trans>
      </h2>
      <dl className="facts">
        {HELPERS.map((who) => (
          <Fragment key={who}>
            <dt>{_(HELPER_WORDS[who])}</dt>
            <dd>
              <Names people={people[who]} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Names({ people }: { readonly people: readonly Account[] }) {
  const lang = useLang();
  if (people.length === 0) return <Trans>Nobody of this node</Trans>;
  return <bdi>{new Intl.ListFormat(lang).format(people.map(({ name }) => name))}</bdi>;
}
