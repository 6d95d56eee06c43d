import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@setu/ui";
import type { SavedView } from "../api.ts";
import type { View } from "./groups.ts";
import { fromText, toText, type ListQuery } from "./list-query.ts";

/** Where each list lives. */
export const PATHS = { inbox: "/", sent: "/sent" } as const;

/** As many as there are number keys to open them. */
export const MAX_NUMBERED = 9;

type Props = {
  readonly views: readonly SavedView[];
  readonly view: View;
  readonly query: ListQuery;
  readonly onManage: () => void;
};

/** The saved views, each with the number that opens it. What a view says of itself is read as an address is. */
export function ViewsBar({ views, view, query, onManage }: Props) {
  const { t } = useLingui();
  const here = toText(view, query);
  return (
    <nav className="views-bar" aria-label={t`Saved views`}>
      <ul>
        {views.map((each, index) => {
          const target = fromText(each.query);
          if (target === null) return null;
          const isHere = toText(target.view, target.query) === here;
          return (
            <li key={each.id}>
              <Link
                to={PATHS[target.view]}
                search={target.query}
                className={isHere ? "chosen" : undefined}
                aria-current={isHere ? "true" : undefined}
                {...(index < MAX_NUMBERED && {
                  "aria-keyshortcuts": String(index + 1),
                  "data-key": String(index + 1),
                })}
              >
                <bdi>{each.name}</bdi>
                {each.shared && (
                  <span className="muted">
                    {" "}
                    <Trans context="view">(shared)</Trans>
                  </span>
                )}
              </Link>
            </li>
          );
        })}
        <li>
          <button type="button" className="link-button" onClick={onManage} aria-keyshortcuts="v">
            {views.length === 0 ? (
              <Trans context="button">Save this list as a view…</Trans>
            ) : (
              <Trans context="button">Save or delete a view…</Trans>
            )}
          </button>
        </li>
      </ul>
    </nav>
  );
}
