import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { ApiError, Link, LOCALES, Notice, useAddress, useLang } from "@setu/ui";
import { strays, without, type ListQuery } from "./list-query.ts";
import { filterWord } from "./list-words.ts";

/** The filter of a list that the server did not take; null: it was refused for another reason. */
export function refusedFilter(error: unknown): string | null {
  const field = error instanceof ApiError && error.code === "BAD_FIELD" ? error.detail["field"] : undefined;
  return typeof field === "string" ? field : null;
}

/** An old or mistyped address says which of its filters is wrong, and shows the list all the same. */
export function StrayFilters({
  query,
  refused,
}: {
  readonly query: ListQuery;
  readonly refused: string | null;
}) {
  const { _ } = useLingui();
  const lang = useLang();
  const { search } = useAddress();
  const wrong = refused === null ? strays(search) : [refused];
  if (wrong.length === 0) return null;
  const names = new Intl.ListFormat(LOCALES[lang]).format(wrong.map((name) => _(filterWord(name))));
  return (
    <Notice tone="warning">
      <p>
        <strong>
          <Trans>The address asks for something that this list does not know: {names}.</Trans>
        </strong>
      </p>
      <p>
        {refused === null && <Trans>The list is shown without it.</Trans>}{" "}
        <Link to="." search={refused === null ? query : without(query, refused)} replace>
          {refused === null ? (
            <Trans>Take it out of the address</Trans>
          ) : (
            <Trans>Show the list without it</Trans>
          )}
        </Link>
      </p>
    </Notice>
  );
}
