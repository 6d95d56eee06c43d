import { Trans, useLingui } from "@lingui/react/macro";
import { cellText, tablesOf, type Table } from "@setu/requests/statistics-rows.ts";
import { RULE_WORDS } from "@setu/requests/statistics-words.ts";
import { Link, LoadProblem, useAddress, useLang, useNow, usePlace, useWindowTitle } from "@setu/ui";
import { useStatistics } from "./oversight-data.ts";
import { OversightPages } from "./pages.tsx";
import "./oversight.css";

/** The yearly figures: each number, and how long a bar it is. */
export default function StatisticsScreen() {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const { search } = useAddress();
  const year = Number(search["year"] ?? new Date(now).getUTCFullYear());
  const { data, error, refetch } = useStatistics(String(year));
  const title = t({ context: "screen", message: "Yearly figures" });
  useWindowTitle(title);
  return (
    <div className="oversight">
      <h1>
        {title} {year}
      </h1>
      <OversightPages />
      <p className="actions">
        <Link to="/oversight/statistics" search={{ year: String(year - 1) }}>
          {year - 1}
        </Link>
        <Link to="/oversight/statistics" search={{ year: String(year + 1) }}>
          {year + 1}
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status">
          <Trans>Counting the logs…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          {tablesOf(data, lang).map((table) => (
            <Figures key={table.title} table={table} />
          ))}
          <p>{RULE_WORDS[lang]}</p>
        </>
      )}
    </div>
  );
}

function Figures({ table: { title, lines } }: { readonly table: Table }) {
  const lang = useLang();
  const { node, peer } = usePlace();
  const of = Object.keys(lines[0]?.values ?? {});
  const most = Math.max(1, ...lines.flatMap(({ values }) => Object.values(values).map((cell) => cell ?? 0)));
  const nameOf = (party: string): string =>
    party === peer?.party
      ? peer.name[lang]
      : party === node.party || party === "own"
        ? node.name[lang]
        : party;
  return (
    <section className="panel">
      <table className="yearly">
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {of.map((party) => (
              <th scope="col" key={party}>
                {nameOf(party)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ label, values }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {of.map((party) => (
                <td key={party} data-column={nameOf(party)}>
                  <span className="figures">{cellText(values[party] ?? null, lang)}</span>
                  <Bar share={(values[party] ?? 0) / most} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Bar = ({ share }: { readonly share: number }) => (
  <svg className="share-of" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width={share * 100} height={10} />
  </svg>
);
