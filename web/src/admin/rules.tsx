import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { CalendarRow, RulesView } from "@setu/requests/administration.ts";
import { URGENCY } from "@setu/requests/screens/words.ts";
import { Notice, useLang, useNow } from "@setu/ui";
import { EXCHANGE_WORDS, KEPT_WORDS } from "./admin-words.ts";

const DAY = 86_400_000;
const SOON = 90 * DAY;

/** What the node goes by. Nothing is changed here: each part says where it is. */
export function RulesPart({ data }: { readonly data: RulesView }) {
  return (
    <>
      <Calendars calendars={data.calendars.filter(({ of }) => of !== null)} />
      <Limits limits={data.limits} />
      <Release rules={data} />
      <Kept kept={data.kept} />
    </>
  );
}

function Calendars({ calendars }: { readonly calendars: readonly CalendarRow[] }) {
  const lang = useLang();
  const now = useNow();
  return (
    <section className="panel" aria-labelledby="calendars">
      <h2 id="calendars">
        <Trans>Calendars of working days</Trans>
      </h2>
      <p className="muted">
        <Trans>
          They come with the program and are never edited: a change is a new version, with a newer program.
          Which one counts is said on the card of each node.
        </Trans>
      </p>
      {calendars.map(({ id, zone, from, to, holidays, of }) => {
        const end = Date.parse(`${to}T00:00:00Z`);
        const next = holidays.filter(({ date }) => Date.parse(`${date}T00:00:00Z`) >= now).slice(0, 3);
        const unconfirmed = holidays.filter(({ status }) => status === "unconfirmed").length;
        return (
          <section key={id} aria-label={id}>
            <h3>
              {of === "us" ? <Trans>Ours</Trans> : <Trans>Theirs</Trans>}{" "}
              <span className="mono" translate="no">
                {id}
              </span>
            </h3>
            {end - now < SOON && (
              <Notice tone="warning">
                <Trans>
                  This calendar ends soon. After its last day no deadline can be computed: update the program.
                </Trans>
              </Notice>
            )}
            <Year calendar={{ from, to, holidays }} now={now} />
            <dl className="facts">
              <dt>
                <Trans>Speaks about</Trans>
              </dt>
              <dd className="figures">
                {from} – {to} <span translate="no">({zone})</span>
              </dd>
              <dt>
                <Trans>Holidays</Trans>
              </dt>
              <dd>
                {holidays.length}
                {unconfirmed > 0 && (
                  <>
                    {", "}
                    <Plural value={unconfirmed} one="# of them unconfirmed" other="# of them unconfirmed" />
                  </>
                )}
              </dd>
              <dt>
                <Trans>The next ones</Trans>
              </dt>
              <dd>
                <ul className="plain">
                  {next.map(({ date, name }) => (
                    <li key={date}>
                      <span className="figures">{date}</span> {name[lang]}
                    </li>
                  ))}
                </ul>
              </dd>
            </dl>
          </section>
        );
      })}
    </section>
  );
}

type YearProps = { readonly calendar: Pick<CalendarRow, "from" | "to" | "holidays">; readonly now: number };

/** The whole period as a line: a stroke for each holiday, and where now is. The words beside it say the same. */
function Year({ calendar: { from, to, holidays }, now }: YearProps) {
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`) + DAY];
  const at = (when: number) => ((when - first) / (last - first)) * 1000;
  return (
    <svg
      viewBox="0 0 1000 24"
      preserveAspectRatio="none"
      className="year"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="ground" width="1000" height="24" />
      <rect className="gone" width={Math.min(1000, Math.max(0, at(now)))} height="24" />
      {holidays.map(({ date }) => (
        <rect key={date} className="holiday" x={at(Date.parse(`${date}T00:00:00Z`))} width="3" height="24" />
      ))}
    </svg>
  );
}

function Limits({ limits }: Pick<RulesView, "limits">) {
  const { _ } = useI18n();
  return (
    <section className="panel" aria-labelledby="limits">
      <h2 id="limits">
        <Trans>Time limits of requests</Trans>
      </h2>
      <p className="muted">
        <Trans>Both nodes compute them alike; they come with the program.</Trans>
      </p>
      <dl className="facts">
        {limits.map(({ urgency, unit, n, source }) => (
          <div key={urgency} className="fact">
            <dt>
              {_((URGENCY as Readonly<Record<string, { readonly id: string }>>)[urgency] ?? { id: urgency })}
            </dt>
            <dd>
              <Length unit={unit} n={n} />{" "}
              <span className="muted" lang="en">
                {source}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Length({ unit, n }: { readonly unit: string; readonly n: number }) {
  switch (unit) {
    case "minutes":
      return <Plural value={n} one="# minute" other="# minutes" />;
    case "hours":
      return <Plural value={n} one="# hour" other="# hours" />;
    case "workingDays":
      return <Plural value={n} one="# working day" other="# working days" />;
    default:
      return <Plural value={n} one="# calendar day" other="# calendar days" />;
  }
}

function Release({ rules: { release, profiles } }: { readonly rules: RulesView }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const rows = [
    [t`Gates are answered`, release.gates],
    [t`A second person approves`, release.fourEyes],
    [t`A key signs`, release.signed],
  ] as const;
  return (
    <section className="panel" aria-labelledby="release-rule">
      <h2 id="release-rule">
        <Trans>Before something leaves</Trans>
      </h2>
      <p className="muted">
        <Trans>Said in the configuration (node.json, release), and read when the node starts.</Trans>
      </p>
      <dl className="facts">
        {rows.map(([name, threshold]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>
              <From threshold={threshold} />
            </dd>
          </div>
        ))}
      </dl>
      <h3>
        <Trans>Profiles of gates</Trans>
      </h3>
      {profiles.length === 0 && (
        <p>
          <Trans>None: no gate is asked.</Trans>
        </p>
      )}
      {profiles.map(({ exchange, id, version, owner, asked, notApplicable }) => (
        <section key={exchange} aria-label={id}>
          <h4>
            {_(EXCHANGE_WORDS[exchange] ?? { id: exchange })}{" "}
            <span className="mono muted" translate="no">
              {id} {version}
            </span>
          </h4>
          <p>
            <Plural value={asked} one="# gate is asked." other="# gates are asked." />{" "}
            <Trans>
              Owner:{" "}
              <span className="mono" translate="no">
                {owner}
              </span>
            </Trans>
          </p>
          <ul className="plain">
            {Object.entries(notApplicable).map(([gate, because]) => (
              <li key={gate}>
                <Trans>
                  Not asked:{" "}
                  <span className="mono" translate="no">
                    {gate.toUpperCase()}
                  </span>
                  , because: <bdi>{because}</bdi>
                </Trans>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function From({ threshold }: { readonly threshold: RulesView["release"]["gates"] }) {
  if (threshold === "never") return <Trans context="threshold">Never</Trans>;
  if (threshold === "always") return <Trans context="threshold">Always</Trans>;
  const { tlp, level } = threshold;
  return (
    <Trans context="threshold">
      For <span translate="no">{tlp.map((label) => `TLP:${label}`).join(", ")}</span>, and from level {level}{" "}
      on
    </Trans>
  );
}

function Kept({ kept }: Pick<RulesView, "kept">) {
  const { _ } = useI18n();
  return (
    <section className="panel" aria-labelledby="kept">
      <h2 id="kept">
        <Trans>How long things are kept</Trans>
      </h2>
      <dl className="facts">
        {kept.map(({ what, days }) => (
          <div key={what} className="fact">
            <dt>{_(KEPT_WORDS[what])}</dt>
            <dd>
              {days === null ? (
                <Trans>Until persons decide otherwise</Trans>
              ) : days < 1 ? (
                <Plural value={Math.round(days * 24)} one="# hour" other="# hours" />
              ) : (
                <Plural value={days} one="# day" other="# days" />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
