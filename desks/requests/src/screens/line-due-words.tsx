import { Plural, Trans } from "@lingui/react/macro";
import { Moment, useNow, usePlace } from "@setu/ui";
import type { RequestRow } from "../api.ts";

/** Of one line: what our desk has to do on it, that it will be late, and that word of the outcome is owed. */
export function LineDueWords({ row }: { readonly row: RequestRow }) {
  const { node } = usePlace();
  return (
    <>
      {row.home.tasks > 0 && (
        <span>
          <Plural value={row.home.tasks} one="# task of ours" other="# tasks of ours" />
        </span>
      )}
      {row.late !== null && (
        <span>
          <Trans>
            late, expected by <Moment at={row.late.until} zone={node.zone} />
          </Trans>
        </span>
      )}
      {row.feedbackDue !== null && <Outcome role={row.role} due={row.feedbackDue} />}
      {row.considerBy !== undefined && <Consider by={row.considerBy} />}
    </>
  );
}

function Consider({ by }: { readonly by: number }) {
  const { node } = usePlace();
  const now = useNow();
  const when = <Moment at={by} zone={node.zone} />;
  return now <= by ? (
    <span>
      <Trans>supply without a request: answer by {when}</Trans>
    </span>
  ) : (
    <strong className="follow-up-due">
      <Trans>supply without a request: was to be answered by {when}</Trans>
    </strong>
  );
}

function Outcome({ role, due }: { readonly role: RequestRow["role"]; readonly due: number }) {
  const { node } = usePlace();
  const now = useNow();
  const when = <Moment at={due} zone={node.zone} />;
  if (now <= due) {
    return (
      <span>
        <Trans>outcome due {when}</Trans>
      </span>
    );
  }
  const words = <Trans>outcome was due {when}</Trans>;
  return role === "asker" ? <strong className="follow-up-due">{words}</strong> : <span>{words}</span>;
}
