import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@setu/ui";
import type { RequestList } from "../api.ts";
import { filtersOf, type ListQuery } from "./list-query.ts";

type Props = { readonly list: Pick<RequestList, "next" | "previous">; readonly query: ListQuery };

/** To the pages before and after: by a place in the order, not by a number, so that none is shown twice or missed. */
export function Pages({ list: { next, previous }, query }: Props) {
  const { t } = useLingui();
  const filters = filtersOf(query);
  if (next === null && previous === null && query.after === undefined) return null;
  return (
    <nav className="actions" aria-label={t`Pages of the list`}>
      {(previous !== null || query.after !== undefined) && (
        <Link to="." search={filters} className="button">
          <Trans context="page">First page</Trans>
        </Link>
      )}
      {previous !== null && (
        <Link to="." search={{ ...filters, before: previous }} className="button">
          <Trans context="page">Previous page</Trans>
        </Link>
      )}
      {next !== null && (
        <Link to="." search={{ ...filters, after: next }} className="button">
          <Trans context="page">Next page</Trans>
        </Link>
      )}
    </nav>
  );
}
