import { useLingui } from "@lingui/react";
import { Plural } from "@lingui/react/macro";
import { Link } from "@setu/ui";
import type { View } from "./groups.ts";
import { useRequests } from "./list-data.ts";
import { withFilter, type ListQuery } from "./list-query.ts";
import { emptyOf } from "./list-words.ts";

type Props = { readonly view: View; readonly query: ListQuery };

/** What is not there, and where one looks next. */
export function EmptyList({ view, query }: Props) {
  const { _ } = useLingui();
  const { what, next } = emptyOf(view, query);
  return (
    <p className="panel empty-list" role="status">
      {_(what)} {query.who === "mine-or-unassigned" && <OthersHold view={view} query={query} />}
      {next !== null && (
        <Link to="." search={next.query}>
          {_(next.words)}
        </Link>
      )}
    </p>
  );
}

/** Where nothing is the reader's or nobody's, everything that the same filters find is with others. */
function OthersHold({ view, query }: Props) {
  const { data, isPlaceholderData } = useRequests(view, withFilter(query, { who: "any" }));
  if (data === undefined || isPlaceholderData) return null;
  return (
    <>
      <Plural
        value={data.total}
        _0="Others have none either."
        one="Others have # request."
        other="Others have # requests."
      />{" "}
    </>
  );
}
