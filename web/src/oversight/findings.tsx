import { Trans, useLingui } from "@lingui/react/macro";
import type { Findings } from "@setu/requests/findings.ts";
import { LoadProblem, SelectField, TextField, useWindowTitle } from "@setu/ui";
import { useState } from "react";
import { FindingItem, SayForm } from "./finding-parts.tsx";
import { useFindings } from "./findings-data.ts";
import { HoldList } from "./holds.tsx";
import { OversightPages } from "./pages.tsx";
import "./oversight.css";

const DAY = 86_400_000;
/** Days in which an answer is due, as reviewers give them. */
const TERMS = [7, 14, 30, 60, 90] as const;
const USUAL = "30";

/** The reviewers' findings, tracked until they are closed, and what they hold. */
export default function FindingsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useFindings(true);
  const title = t({ context: "screen", message: "Findings and holds" });
  useWindowTitle(title);
  return (
    <div className="oversight">
      <h1>{title}</h1>
      <OversightPages />
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <section className="panel" aria-labelledby="findings">
            <h2 id="findings">
              <Trans>Findings</Trans> <span className="figures">({data.findings.length})</span>
            </h2>
            <ul className="cases">
              {data.findings.map((finding) => (
                <FindingItem key={finding.id} finding={finding} names={data.names}>
                  <Deeds id={finding.id} state={finding.state} now={data.now} />
                </FindingItem>
              ))}
            </ul>
          </section>
          <NewFinding leads={data.leads} now={data.now} />
        </>
      )}
      <HoldList />
    </div>
  );
}

type DeedsProps = Pick<Findings["findings"][number], "id" | "state"> & { readonly now: number };

function Deeds({ id, state, now }: DeedsProps) {
  const { t } = useLingui();
  const [days, setDays] = useState(USUAL);
  if (state === "closed") return null;
  return (
    <details>
      <summary>
        <Trans>Close it, or ask again</Trans>
      </summary>
      <SayForm
        path={`/oversight/findings/${id}/close`}
        label={t({ context: "field", message: "Why it is closed" })}
        button={t({ context: "button", message: "Close the finding" })}
      />
      {state === "answered" && (
        <>
          <Term days={days} onChange={setDays} />
          <SayForm
            path={`/oversight/findings/${id}/again`}
            label={t({ context: "field", message: "What is still wanting" })}
            button={t({ context: "button", message: "Ask again" })}
            args={() => ({ until: now + Number(days) * DAY })}
          />
        </>
      )}
    </details>
  );
}

function Term({ days, onChange }: { readonly days: string; readonly onChange: (days: string) => void }) {
  const { t } = useLingui();
  return (
    <SelectField
      label={t({ context: "field", message: "To be answered within" })}
      value={days}
      onChange={onChange}
      options={TERMS.map((each) => ({ value: String(each), label: t`${each} days` }))}
    />
  );
}

function NewFinding({ leads, now }: Pick<Findings, "leads" | "now">) {
  const { t } = useLingui();
  const [item, setItem] = useState("");
  const [to, setTo] = useState("");
  const [days, setDays] = useState(USUAL);
  return (
    <section className="panel" aria-labelledby="new-finding">
      <h2 id="new-finding">
        <Trans>A new finding</Trans>
      </h2>
      <p className="muted">
        <Trans>Only the reviewers and whoever it is addressed to are shown it.</Trans>
      </p>
      <TextField
        label={t({ context: "field", message: "Reference of the matter" })}
        value={item}
        onChange={setItem}
        max={80}
      />
      <SelectField
        label={t({ context: "field", message: "Who answers for the desk" })}
        value={to}
        onChange={setTo}
        empty={t({ context: "field", message: "Choose who leads" })}
        options={leads.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Term days={days} onChange={setDays} />
      <SayForm
        path="/oversight/findings"
        label={t({ context: "field", message: "What you have found" })}
        button={t({ context: "button", message: "Send the finding" })}
        args={() => ({ item: item.trim(), to, until: now + Number(days) * DAY })}
      />
    </section>
  );
}
