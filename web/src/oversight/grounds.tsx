import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { DECISIONS, GATES, RISKS } from "@setu/core/gates/index.ts";
import type { GroundCase, Grounds } from "@setu/requests/dossier.ts";
import {
  Link,
  LoadProblem,
  navigate,
  SelectField,
  useAddress,
  useLang,
  When,
  useWindowTitle,
} from "@setu/ui";
import { DECISION_WORDS, RISK_WORDS, STATE_WORDS } from "../release-words.ts";
import { Faults } from "./faults.tsx";
import { useGrounds } from "./oversight-data.ts";
import { OversightPages } from "./pages.tsx";
import "./oversight.css";

const FIRST = "g7";

/** One gate across cases: whether the same was decided alike, and where it was not. */
export default function GroundsScreen() {
  const { t } = useLingui();
  const lang = useLang();
  const { search } = useAddress();
  const gate = search["gate"] ?? FIRST;
  const { data, error, refetch } = useGrounds({
    gate,
    ...(search["before"] && { before: search["before"] }),
  });
  const title = t({ context: "screen", message: "The same ground compared" });
  useWindowTitle(title);
  return (
    <div className="oversight">
      <h1>{title}</h1>
      <OversightPages />
      <SelectField
        label={t({ context: "field", message: "Gate" })}
        value={gate}
        onChange={(chosen) => navigate({ to: "/oversight/grounds", search: { gate: chosen } })}
        options={[...GATES.values()].map((each) => ({
          value: each.gate,
          label: `${each.gate.toUpperCase()} ${each.name[lang]}`,
        }))}
      />
      <p>{GATES.get(gate as never)?.question[lang]}</p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Compared grounds={data} />}
    </div>
  );
}

function Compared({ grounds }: { readonly grounds: Grounds }) {
  const { t } = useLingui();
  if (grounds.cells.length === 0)
    return (
      <p>
        <Trans>Nobody has answered this gate yet.</Trans>
      </p>
    );
  return (
    <>
      <section className="panel" aria-labelledby="cells">
        <h2 id="cells">
          <Trans>Which risk led to which decision</Trans>
        </h2>
        <Cells grounds={grounds} />
      </section>
      <section className="panel" aria-labelledby="cases">
        <h2 id="cases">
          <Trans>The cases, the newest first</Trans>
        </h2>
        <ul className="cases">
          {grounds.rows.map((row) => (
            <Case key={row.pos} row={row} names={grounds.names} />
          ))}
        </ul>
        {grounds.next !== null && (
          <Link to="/oversight/grounds" search={{ gate: grounds.gate, before: String(grounds.next) }}>
            {t`Older`}
          </Link>
        )}
      </section>
    </>
  );
}

/** All answers that were ever given to this gate, counted. */
function Cells({ grounds: { cells } }: { readonly grounds: Grounds }) {
  const { _ } = useI18n();
  const of = (raw: string, decision: string): number =>
    cells.find((cell) => cell.raw === raw && cell.decision === decision)?.n ?? 0;
  return (
    <table className="cells">
      <thead>
        <tr>
          <th scope="col">
            <Trans>Risk before anything is done about it</Trans>
          </th>
          {DECISIONS.map((decision) => (
            <th scope="col" key={decision}>
              {_(DECISION_WORDS[decision] ?? { id: decision })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {RISKS.map((raw) => (
          <tr key={raw}>
            <th scope="row">{_(RISK_WORDS[raw] ?? { id: raw })}</th>
            {DECISIONS.map((decision) => (
              <td key={decision} data-column={_(DECISION_WORDS[decision] ?? { id: decision })}>
                <span className="figures">{of(raw, decision)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type CaseProps = { readonly row: GroundCase; readonly names: Grounds["names"] };

function Case({ row, names }: CaseProps) {
  const { _ } = useI18n();
  const nameOf = (id: string): string => names[id] ?? id;
  const risk = (of: string): string => _(RISK_WORDS[of] ?? { id: of });
  return (
    <li>
      <p>
        <a href={`/read/oversight/${encodeURIComponent(row.item)}`} className="mono" translate="no">
          {row.ref}
        </a>{" "}
        · <When at={row.at} both={false} /> · <bdi>{nameOf(row.decider)}</bdi>
      </p>
      <p>
        <Trans>
          {risk(row.raw)} before, {risk(row.residual)} after
        </Trans>
        {": "}
        <strong>{_(DECISION_WORDS[row.decision] ?? { id: row.decision })}</strong>{" "}
        <span className="muted">({_(STATE_WORDS[row.state] ?? { id: row.state })})</span>
      </p>
      {row.mitigations !== "" && (
        <p dir="auto" className="trail-text">
          {row.mitigations}
        </p>
      )}
      <Faults faults={row.faults} />
    </li>
  );
}
