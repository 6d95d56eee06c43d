import { useLingui } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { requestPath, useReading } from "@setu/requests/screens/read/links.ts";
import { DO } from "@setu/requests/screens/words.ts";
import type { SuspensionProposal, SuspensionRow, WaitingLine } from "@setu/requests/suspension.ts";
import { When } from "@setu/ui";
import { GoesOn, SuspensionFacts, SuspensionOfSide } from "../suspension-row.tsx";
import { HowItWaits } from "../suspension-waiting.tsx";

type Props = Extract<ReadPage, { readonly kind: "suspensions" }>;

/** In what either side has suspended the exchange, on paper too. Nothing is proposed or confirmed here. */
export function ReadSuspensions({ all: { ours, theirs, totals, proposals }, waiting }: Props) {
  const rows = [...ours, ...theirs];
  const inForce = rows.filter(({ ended }) => ended === null);
  const over = rows.filter(({ ended }) => ended !== null).toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0));
  return (
    <>
      <h1>
        <Trans context="screen">Suspensions</Trans>
      </h1>
      <h2>
        <Trans>In force</Trans> ({inForce.length})
      </h2>
      {inForce.length === 0 && (
        <p className="muted">
          <Trans>Nothing is suspended.</Trans>
        </p>
      )}
      <Said rows={inForce} />
      <More hidden={totals.ours + totals.theirs - rows.length} />
      <GoesOn />
      {proposals.length > 0 && (
        <>
          <h2>
            <Trans>Waiting for a second person who leads</Trans> ({proposals.length})
          </h2>
          {proposals.map((each) => (
            <Proposal key={each.id} proposal={each} ours={ours} />
          ))}
        </>
      )}
      <h2>
        <Trans>What waits with you</Trans> ({waiting.total})
      </h2>
      {waiting.total === 0 && (
        <p className="muted">
          <Trans>Nothing of yours waits.</Trans>
        </p>
      )}
      <ol className="matters">
        {waiting.lines.map((line) => (
          <li key={`${line.kind} ${line.id}`}>
            <Waits line={line} />
          </li>
        ))}
      </ol>
      <More hidden={waiting.total - waiting.lines.length} />
      {over.length > 0 && (
        <>
          <h2>
            <Trans>Resumed</Trans> ({over.length})
          </h2>
          <Said rows={over} />
        </>
      )}
    </>
  );
}

const Said = ({ rows }: { readonly rows: readonly SuspensionRow[] }) =>
  rows.map((row) => <SuspensionOfSide key={`${row.party} ${row.id}`} row={row} />);

const More = ({ hidden }: { readonly hidden: number }) =>
  hidden > 0 && (
    <p className="muted">
      <Plural value={hidden} one="# more is not shown." other="# more are not shown." />
    </p>
  );

type ProposalProps = { readonly proposal: SuspensionProposal; readonly ours: readonly SuspensionRow[] };

function Proposal({ proposal: { suspend, resume, proposedBy, at }, ours }: ProposalProps) {
  const { nameOf } = useReading();
  const what = suspend ?? ours.find(({ id }) => id === resume);
  return (
    <article>
      <h3>{suspend === null ? <Trans>To resume</Trans> : <Trans>To suspend</Trans>}</h3>
      <p className="muted">
        <Trans>
          proposed by <bdi>{nameOf(proposedBy)}</bdi>, <When at={at} both={false} />
        </Trans>
      </p>
      {what && <SuspensionFacts of={what} ours />}
    </article>
  );
}

/** A link where there is such a page: what is not sent yet is looked at where it is written. */
function Waits({ line }: { readonly line: WaitingLine }) {
  const { _ } = useLingui();
  const { href } = useReading();
  return (
    <>
      <p>
        {_(DO[line.do] ?? { id: line.do })}{" "}
        {line.item !== null && (
          <a href={href(requestPath(line.item))} className="mono" translate="no">
            {line.ref}
          </a>
        )}
      </p>
      <HowItWaits line={line} />
    </>
  );
}
