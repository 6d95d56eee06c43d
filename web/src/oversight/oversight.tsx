import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Trail } from "@setu/requests/trail.ts";
import { Link, LoadProblem, ScreenKeys, useAddress, usePageKey, useWindowTitle } from "@setu/ui";
import { queryOf, useTrail } from "./oversight-data.ts";
import { OversightPages } from "./pages.tsx";
import { TrailFilters } from "./trail-filters.tsx";
import { TrailTable } from "./trail-table.tsx";
import { Verify } from "./verify.tsx";
import "./oversight.css";

/** The reviewer's desk: who did what, when, and by what it is bound. */
export default function OversightScreen() {
  const { t } = useLingui();
  const { search } = useAddress();
  const { data, error, refetch } = useTrail(search);
  const title = t({ context: "screen", message: "Oversight" });
  useWindowTitle(title);
  return (
    <div className="oversight">
      <Keys />
      <h1>{title}</h1>
      <OversightPages />
      <p className="muted">
        <Trans>
          What you look at here stands in the home log too, and is shown to no officer and to no
          administrator.
        </Trans>
      </p>
      <TrailFilters search={search} />
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Found trail={data} search={search} />}
      <Verify head={data?.head ?? null} />
    </div>
  );
}

type Props = { readonly trail: Trail; readonly search: Readonly<Record<string, string>> };

function Found({ trail, search }: Props) {
  const { before: _before, ...filters } = search;
  return (
    <section className="panel" aria-labelledby="entries">
      <h2 id="entries" tabIndex={-1}>
        <Trans>Entries of the home log</Trans>
      </h2>
      <TrailTable trail={trail} search={search} />
      <p className="actions">
        {search["before"] !== undefined && (
          <Link to="/oversight" search={filters}>
            <Trans>Newest</Trans>
          </Link>
        )}
        {trail.next !== null && (
          <Link to="/oversight" search={{ ...filters, before: String(trail.next) }} rel="next">
            <Trans>Older</Trans>
          </Link>
        )}
        <a href={`/api/oversight/trail.csv${queryOf(filters)}`} download>
          <Trans>Take all of it as a file (CSV)</Trans>
        </a>
      </p>
    </section>
  );
}

const HELP = [
  { keys: ["/"], does: msg`Search` },
  { keys: ["v"], does: msg`How to verify in this browser` },
  { keys: ["f"], does: msg`Go to the filters of the trail` },
] as const;
const focus = (where: string) => () => document.querySelector<HTMLElement>(where)?.focus();
const toVerify = focus("#verify");
const toFilters = focus(".trail-filters input");

function Keys() {
  usePageKey("v", toVerify);
  usePageKey("f", toFilters);
  return <ScreenKeys help={HELP} />;
}
