import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import type { SuspensionProposal, SuspensionRow, Suspensions } from "@setu/requests/suspension.ts";
import { LoadProblem, newId, Notice, usePlace, useWindowTitle, When } from "@setu/ui";
import { ProvingProblem } from "./proving-problem.tsx";
import { useProving } from "./proving.ts";
import { decide, resume, SUSPENSIONS, useSuspensions } from "./suspension-data.ts";
import { SuspendForm } from "./suspension-form.tsx";
import { GoesOn, SuspensionFacts, SuspensionOfSide } from "./suspension-row.tsx";
import { WaitingHere } from "./suspension-waiting.tsx";
import "./suspensions.css";

/** In what either side has suspended the exchange, what goes on all the same, and what waits until it is resumed. */
export default function SuspensionsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useSuspensions();
  const title = t({ context: "screen", message: "Suspensions" });
  useWindowTitle(title);
  return (
    <div className="suspensions">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Said all={data} />}
    </div>
  );
}

function Said({ all }: { readonly all: Suspensions }) {
  const { t } = useLingui();
  const { ours, theirs, totals, proposals, heard, leads } = all;
  const deed = useProving<void>(SUSPENSIONS);
  const rows = [...ours, ...theirs];
  const inForce = rows.filter(({ ended }) => ended === null);
  const over = rows.filter(({ ended }) => ended !== null).toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0));
  const hidden = totals.ours + totals.theirs - rows.length;
  const ending = new Set(proposals.map((each) => each.resume));
  return (
    <>
      <section className="panel" aria-labelledby="in-force">
        <h2 id="in-force">
          <Trans>In force</Trans> <span className="figures">({inForce.length})</span>
        </h2>
        {inForce.length === 0 && (
          <p className="muted">
            <Trans>Nothing is suspended.</Trans>
          </p>
        )}
        <ul>
          {inForce.map((row) => (
            <li key={`${row.party} ${row.id}`}>
              <SuspensionOfSide row={row} />
              {leads && ours.includes(row) && !ending.has(row.id) && (
                <div className="actions">
                  <button
                    type="button"
                    className="button"
                    aria-disabled={deed.isPending}
                    onClick={() => deed.mutate(() => resume(row.id, newId()))}
                  >
                    <Trans context="button">Propose to resume</Trans>
                  </button>
                </div>
              )}
            </li>
          ))}
        </ul>
        {hidden > 0 && (
          <p className="muted">
            <Plural value={hidden} one="# more is not shown." other="# more are not shown." />
          </p>
        )}
        <GoesOn />
      </section>
      <section className="panel" aria-labelledby="second">
        <h2 id="second">
          <Trans>Waiting for a second person who leads</Trans>{" "}
          <span className="figures">({proposals.length})</span>
        </h2>
        {deed.error !== null && <ProvingProblem error={deed.error} />}
        {proposals.length === 0 && (
          <p className="muted">
            <Trans>Nothing waits.</Trans>
          </p>
        )}
        <ul>
          {proposals.map((each) => (
            <li key={each.id}>
              <Proposal
                proposal={each}
                resumed={ours.find(({ id }) => id === each.resume) ?? null}
                leads={leads}
                busy={deed.isPending}
                act={(what) => deed.mutate(() => decide(each.id, what))}
              />
            </li>
          ))}
        </ul>
      </section>
      <WaitingHere />
      {leads && (
        <section className="panel" aria-labelledby="suspend">
          <h2 id="suspend">{t({ context: "screen", message: "Suspend" })}</h2>
          {heard ? (
            <SuspendForm />
          ) : (
            <Notice tone="warning">
              <p>
                <Trans>
                  The other node does not understand suspensions yet. Nothing can be said to it, so nothing
                  can be suspended.
                </Trans>
              </p>
            </Notice>
          )}
        </section>
      )}
      <section className="panel" aria-labelledby="over">
        <h2 id="over">
          <Trans>Resumed</Trans> <span className="figures">({over.length})</span>
        </h2>
        <ul>
          {over.map((row) => (
            <li key={`${row.party} ${row.id}`}>
              <SuspensionOfSide row={row} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

type ProposalProps = {
  readonly proposal: SuspensionProposal;
  /** What would end, where it is about that. */
  readonly resumed: SuspensionRow | null;
  readonly leads: boolean;
  readonly busy: boolean;
  readonly act: (what: "confirm" | "drop") => void;
};

function Proposal({ proposal, resumed, leads, busy, act }: ProposalProps) {
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  const { suspend, proposedBy, at } = proposal;
  const own = proposedBy === me.id;
  const what = suspend ?? resumed;
  return (
    <article>
      <h3>{suspend === null ? <Trans>To resume</Trans> : <Trans>To suspend</Trans>}</h3>
      <p className="muted">
        <Trans>
          proposed by <bdi>{nameOf(proposedBy)}</bdi>, <When at={at} both={false} />
        </Trans>
      </p>
      {what && <SuspensionFacts of={what} ours />}
      {leads && (
        <>
          <p className="muted">
            {own ? (
              <Trans>You proposed it: another who leads confirms it.</Trans>
            ) : (
              <Trans>
                The other side hears it at once. You confirm it in person, with your key; no program can.
              </Trans>
            )}
          </p>
          <div className="actions">
            {!own && (
              <button
                type="button"
                className="button primary"
                aria-disabled={busy}
                onClick={() => act("confirm")}
              >
                {suspend === null ? (
                  <Trans context="button">Confirm the resumption</Trans>
                ) : (
                  <Trans context="button">Confirm the suspension</Trans>
                )}
              </button>
            )}
            <button type="button" className="button" aria-disabled={busy} onClick={() => act("drop")}>
              <Trans context="button">Drop it</Trans>
            </button>
          </div>
        </>
      )}
    </article>
  );
}
