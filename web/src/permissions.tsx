import { Trans, useLingui } from "@lingui/react/macro";
import { LoadProblem, useWindowTitle } from "@setu/ui";
import { usePermissions } from "./permission-data.ts";
import { PermissionRows } from "./permission-rows.tsx";
import "./release.css";

/** Leave to use as evidence or to give on, of both sides: whose turn it is first, then what ends first. */
export default function PermissionsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = usePermissions();
  const title = t({ context: "screen", message: "Permissions" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <h1>{title}</h1>
      <p>
        <Trans>
          Leave to use what came as evidence, or to give it on. Nothing is granted by silence. To ask, open
          the request.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data?.rows.length === 0 && (
        <p className="muted">
          <Trans>Nobody has asked for leave.</Trans>
        </p>
      )}
      {data !== undefined && data.rows.length > 0 && (
        <section className="panel">
          <PermissionRows rows={data.rows} now={data.now} />
        </section>
      )}
    </div>
  );
}
