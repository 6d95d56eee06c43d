import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { AgencyRow } from "@setu/requests/administration.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { useLang } from "@setu/ui";
import { POWER_WORDS } from "../powers-words.ts";

/** What nobody can do, waits. Who reviews or administers needs none of it. */
const NEEDED = ["read", "draft", "send", "approve", "assign", "supervise"];
const APART = ["oversee", "administer"];
const neededOf = (powers: AgencyRow["powers"]): readonly string[] => {
  const held = Object.keys(powers);
  return held.length > 0 && held.every((power) => APART.includes(power)) ? [] : NEEDED;
};

/** Each agency, and how many of its officers can do each thing now: a gap is said, not left blank. */
export function AgenciesPart({ data }: { readonly data: readonly AgencyRow[] }) {
  const { _ } = useI18n();
  const lang = useLang();
  return (
    <section className="panel" aria-labelledby="agencies">
      <h2 id="agencies">
        <Trans context="administration">Agencies and desks</Trans>
      </h2>
      <p className="muted">
        <Trans>
          How many officers of each agency can do what now. Agencies come with the accounts in the
          configuration.
        </Trans>
      </p>
      {data.map(({ agency, officers, active, powers }) => (
        <section key={agency} aria-label={agencyName(agency, lang)}>
          <h3>
            {agencyName(agency, lang)}{" "}
            <span className="mono muted" translate="no">
              {agency}
            </span>
          </h3>
          <p>
            <Trans>
              {active} of {officers} officers can work now.
            </Trans>
          </p>
          <ul className="counts">
            {[...new Set([...neededOf(powers), ...Object.keys(powers)])].map((power) => {
              const n = powers[power] ?? 0;
              return (
                <li key={power} className={n === 0 ? "none" : undefined}>
                  {_(POWER_WORDS[power] ?? { id: power })}{" "}
                  <strong>{n === 0 ? <Trans>nobody</Trans> : n}</strong>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}
