import { Trans, useLingui } from "@lingui/react/macro";
import { LoadProblem, useWindowTitle } from "@setu/ui";
import { FindingItem, SayForm } from "./finding-parts.tsx";
import { useFindings } from "./findings-data.ts";
import "./oversight.css";

/** What oversight has addressed to the reader, to be answered. Nobody else of the desk is shown it. */
export default function MyFindingsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useFindings(false);
  const title = t({ context: "screen", message: "Findings" });
  useWindowTitle(title);
  return (
    <div className="oversight">
      <h1>{title}</h1>
      <p className="muted">
        <Trans>
          What the reviewers have addressed to you. Neither your colleagues nor the administrators are shown
          it.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data?.findings.length === 0 && (
        <p>
          <Trans>Nothing is addressed to you.</Trans>
        </p>
      )}
      {data !== undefined && data.findings.length > 0 && (
        <section className="panel" aria-labelledby="mine">
          <h2 id="mine">
            <Trans>Addressed to you</Trans>
          </h2>
          <ul className="cases">
            {data.findings.map((finding) => (
              <FindingItem key={finding.id} finding={finding} names={data.names}>
                {finding.state === "open" && (
                  <SayForm
                    path={`/findings/${finding.id}/answer`}
                    label={t({ context: "field", message: "Your answer" })}
                    button={t({ context: "button", message: "Send the answer to the reviewers" })}
                  />
                )}
              </FindingItem>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
