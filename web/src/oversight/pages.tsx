import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@setu/ui";

/** The ways within oversight. */
export function OversightPages() {
  const { t } = useLingui();
  return (
    <nav aria-label={t({ context: "screen", message: "Oversight" })} className="oversight-pages">
      <Link to="/oversight">
        <Trans>The trail</Trans>
      </Link>
      <Link to="/oversight/grounds">
        <Trans context="screen">The same ground compared</Trans>
      </Link>
      <Link to="/oversight/findings">
        <Trans context="screen">Findings and holds</Trans>
      </Link>
      <Link to="/oversight/individuals">
        <Trans context="screen">Individuals’ requests</Trans>
      </Link>
      <Link to="/oversight/statistics">
        <Trans context="screen">Yearly figures</Trans>
      </Link>
    </nav>
  );
}
