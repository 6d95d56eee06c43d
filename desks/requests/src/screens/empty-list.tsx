import { useLingui } from "@lingui/react";
import { Link } from "@setu/ui";
import type { View } from "./groups.ts";
import type { ListQuery } from "./list-query.ts";
import { emptyOf } from "./list-words.ts";

/** What is not there, and where one looks next. */
export function EmptyList({ view, query }: { readonly view: View; readonly query: ListQuery }) {
  const { _ } = useLingui();
  const { what, next } = emptyOf(view, query);
  return (
    <p className="panel empty-list" role="status">
      {_(what)}{" "}
      {next !== null && (
        <Link to="." search={next.query}>
          {_(next.words)}
        </Link>
      )}
    </p>
  );
}
