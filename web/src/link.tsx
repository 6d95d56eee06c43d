import { Trans, useLingui } from "@lingui/react/macro";
import { Link, LoadProblem, useWindowTitle } from "@setu/ui";
import { Health } from "./link-health.tsx";
import { useLink } from "./link-state.tsx";

/** How the link to the other node is: in words and seconds, with the numbers that both sides can compare by telephone. */
export default function LinkScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useLink();
  const title = t({ context: "screen", message: "Link health" });
  useWindowTitle(title);
  return (
    <div className="link-health">
      <h1>{title}</h1>
      <p>
        <Link to="/suspensions">
          <Trans>What is suspended, and what waits</Trans>
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Health view={data} />}
    </div>
  );
}
