import { Trans } from "@lingui/react/macro";
import { Link, useNow } from "@setu/ui";
import type { RequestRow } from "../api.ts";
import { owesReason } from "./late.ts";
import { LineDueWords } from "./line-due-words.tsx";
import { SAY_LATE } from "./list-query.ts";

/** What a line says of being late and of the outcome, with the way to the holding reply where we owe one. */
export function LineDue({ row }: { readonly row: RequestRow }) {
  const now = useNow();
  return (
    <>
      <LineDueWords row={row} />
      {owesReason(row, now) && (
        <Link to="/requests/$item" params={{ item: row.item }} search={{ compose: SAY_LATE }}>
          <Trans context="link of a line">say why it will be late</Trans>
        </Link>
      )}
    </>
  );
}
