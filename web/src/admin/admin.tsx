import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, LoadProblem, navigate, ScreenKeys, usePageKey, useWindowTitle } from "@setu/ui";
import { type ComponentType } from "react";
import { useAdministration } from "./admin-data.ts";
import { AgenciesPart } from "./agencies.tsx";
import { AlarmsPart } from "./alarms.tsx";
import { DirectoryPart } from "./directory.tsx";
import { HealthPart } from "./health.tsx";
import { KeysPart } from "./keys.tsx";
import { PeoplePart } from "./people.tsx";
import { ProgramsPart } from "./programs.tsx";
import { PurgePart } from "./purge.tsx";
import { RulesPart } from "./rules.tsx";
import "./admin.css";

const PARTS = [
  { part: "people", name: msg({ context: "administration", message: "People" }), Part: PeoplePart },
  {
    part: "agencies",
    name: msg({ context: "administration", message: "Agencies and desks" }),
    Part: AgenciesPart,
  },
  {
    part: "rules",
    name: msg({ context: "administration", message: "Rules and calendars" }),
    Part: RulesPart,
  },
  { part: "keys", name: msg({ context: "administration", message: "Keys" }), Part: KeysPart },
  { part: "alarms", name: msg({ context: "administration", message: "Link and alarms" }), Part: AlarmsPart },
  { part: "health", name: msg({ context: "administration", message: "Health" }), Part: HealthPart },
  { part: "purge", name: msg({ context: "administration", message: "Destroyed by date" }), Part: PurgePart },
  { part: "programs", name: msg({ context: "administration", message: "Programs" }), Part: ProgramsPart },
  { part: "directory", name: msg({ context: "administration", message: "Directory" }), Part: DirectoryPart },
] as const;

const pathOf = (part: string): string => (part === "people" ? "/administration" : `/administration/${part}`);

/** Accounts, rules, keys and the machine, for who administers: no word of any matter is in it. */
export default function AdminScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const shown = PARTS.find(({ part }) => part === item) ?? PARTS[0];
  const title = t({ context: "screen", message: "Administration" });
  const name = _(shown.name);
  useWindowTitle(`${name} · ${title}`);
  return (
    <div className="admin">
      <h1>{title}</h1>
      <p className="muted">
        <Trans>Accounts, rules, keys and the machine. No content of any matter is shown here.</Trans>
      </p>
      <nav className="parts" aria-label={t`Parts of administration`}>
        {PARTS.map(({ part, name: words }, at) => (
          <Link
            key={part}
            to={pathOf(part)}
            {...(part === shown.part && { "aria-current": "page" as const })}
          >
            {_(words)} <kbd aria-hidden="true">{at + 1}</kbd>
          </Link>
        ))}
      </nav>
      {PARTS.map(({ part }, at) => (
        <PartKey key={part} digit={String(at + 1)} to={pathOf(part)} />
      ))}
      <Loaded
        key={shown.part}
        part={shown.part}
        Part={shown.Part as ComponentType<{ readonly data: unknown }>}
      />
      <ScreenKeys
        help={[
          { keys: ["1"], does: msg`First part of administration, and so on to 9` },
          { keys: ["?"], does: msg`Show this sheet` },
        ]}
      />
    </div>
  );
}

function PartKey({ digit, to }: { readonly digit: string; readonly to: string }) {
  usePageKey(digit, () => navigate({ to }));
  return null;
}

type LoadedProps = {
  readonly part: (typeof PARTS)[number]["part"];
  readonly Part: ComponentType<{ readonly data: unknown }>;
};

function Loaded({ part, Part }: LoadedProps) {
  const { data, error, refetch } = useAdministration(part);
  if (data !== undefined) return <Part data={data} />;
  if (error !== null) return <LoadProblem error={error} retry={() => void refetch()} />;
  return (
    <p role="status" className="soon">
      <Trans>Loading…</Trans>
    </p>
  );
}
