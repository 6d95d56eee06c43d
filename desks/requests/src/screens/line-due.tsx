import { Trans } from "@lingui/react/macro";
import { Moment, useNow, usePlace } from "@setu/ui";
import { Link } from "@tanstack/react-router";
import type { RequestRow } from "../api.ts";
import { owesReason } from "./late.ts";
import { SAY_LATE } from "./list-query.ts";

/** Of one line: that it will be late, and that word of the outcome is owed. */
export function LineDue({ row }: { readonly row: RequestRow }) {
  const { node } = usePlace();
  const now = useNow();
  return (
    <>
      {row.late !== null && (
        <span>
          <Trans>
            late, expected by <Moment at={row.late.until} zone={node.zone} />
          </Trans>
        </span>
      )}
      {owesReason(row, now) && (
        <Link to="/requests/$item" params={{ item: row.item }} search={{ compose: SAY_LATE }}>
          <Trans context="link of a line">say why it will be late</Trans>
        </Link>
      )}
      {row.feedbackDue !== null && <Outcome row={row} due={row.feedbackDue} now={now} />}
    </>
  );
}

function Outcome({
  row,
  due,
  now,
}: {
  readonly row: RequestRow;
  readonly due: number;
  readonly now: number;
}) {
  const { node } = usePlace();
  const when = <Moment at={due} zone={node.zone} />;
  if (now <= due) {
    return (
      <span>
        <Trans>outcome due {when}</Trans>
      </span>
    );
  }
  const words = <Trans>outcome was due {when}</Trans>;
  return row.role === "asker" ? <strong className="follow-up-due">{words}</strong> : <span>{words}</span>;
}
