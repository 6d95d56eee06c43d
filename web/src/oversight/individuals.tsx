import { Trans, useLingui } from "@lingui/react/macro";
import { CaseLine } from "@setu/individuals/screens/case-line.tsx";
import { ConsultationLine } from "@setu/individuals/screens/consultations.tsx";
import { byClock } from "@setu/individuals/screens/order.ts";
import { LoadProblem, useWindowTitle } from "@setu/ui";
import { useOverseenCases } from "./oversight-data.ts";
import { OversightPages } from "./pages.tsx";
import "./oversight.css";

/** What individuals have asked of this node about themselves: all of it, and nothing to be done with it. */
export default function OverseenIndividuals() {
  const { t } = useLingui();
  const { data, error, refetch } = useOverseenCases();
  const title = t({ context: "screen", message: "Individuals’ requests" });
  useWindowTitle(title);
  return (
    <div className="oversight individuals">
      <h1>{title}</h1>
      <OversightPages />
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status">
          <Trans>Loading the requests of individuals…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <section className="panel" aria-labelledby="cases">
            <h2 id="cases">
              <Trans>Requests</Trans> <span className="figures">({data.cases.length})</span>
            </h2>
            <ul className="case-list">
              {data.cases.toSorted(byClock).map((row) => (
                <CaseLine key={row.id} row={row} names={data.names} to="/oversight/individuals/$item" />
              ))}
            </ul>
          </section>
          <section className="panel" aria-labelledby="consultations">
            <h2 id="consultations">
              <Trans>Consultations with the other side</Trans>{" "}
              <span className="figures">({data.consultations.length})</span>
            </h2>
            <ul className="case-list">
              {data.consultations.map((row) => (
                <li key={row.item}>
                  <ConsultationLine row={row} linked={false} />
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
}
