import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { PermissionAct, PermissionView } from "@setu/permissions";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import { USE_WORDS } from "@setu/requests/screens/use-words.ts";
import type { Use } from "@setu/requests/using.ts";
import { Link, LoadProblem, Notice, useWindowTitle, When } from "@setu/ui";
import { usePermission } from "./permission-data.ts";
import { MoveForm } from "./permission-move.tsx";
import { PermissionState, Towards } from "./permission-rows.tsx";
import { ACTS } from "./permission-words.ts";
import "./release.css";

/** One permission: what is asked, what holds now, what either side has said, and what may be said next. */
export default function PermissionScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = usePermission(item);
  useWindowTitle(t({ context: "screen", message: "Permission" }));
  return (
    <div className="releases">
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <One view={data} />}
    </div>
  );
}

function One({ view }: { readonly view: PermissionView }) {
  const { _ } = useI18n();
  return (
    <>
      <p>
        <Link to="/permissions">
          <Trans>All permissions</Trans>
        </Link>
        {" · "}
        <Link to="/requests/$item" params={{ item: view.matter }}>
          <Trans>The request</Trans>{" "}
          <span className="mono" translate="no">
            {view.ref}
          </span>
        </Link>
      </p>
      <h1>
        <Towards row={view} />
      </h1>
      <PermissionState row={view} now={view.now} />
      <Resting view={view} />
      {view.held.map((each) => (
        <Notice key={each.id} tone={each.returned === null ? "info" : "warning"}>
          <p>
            {_(ACTS[each.do] ?? { id: each.do })}:{" "}
            {each.returned === null ? (
              <Trans>
                leaves at <When at={each.heldUntil} />
              </Trans>
            ) : (
              <Trans>came back, and was not sent ({each.returned})</Trans>
            )}
          </p>
        </Notice>
      ))}
      <section className="panel" aria-labelledby="said">
        <h2 id="said">
          <Trans>What was said</Trans>
        </h2>
        <ol>
          {view.acts.map((act) => (
            <li key={`${act.side} ${act.id}`}>
              <Said act={act} />
            </li>
          ))}
        </ol>
      </section>
      {view.rule !== null && <WhyNot rule={view.rule} />}
      {view.rule === null && view.moves.map((move) => <MoveForm key={move} view={view} move={move} />)}
    </>
  );
}

/** What was done by it stands when it is revoked, and somebody has to know of it. */
function Resting({ view: { rests, status } }: { readonly view: PermissionView }) {
  const { _ } = useI18n();
  if (rests.length === 0) return null;
  return (
    <Notice tone={status.includes("revoked") ? "warning" : "info"}>
      <p>
        {status.includes("revoked") ? (
          <Trans>It is revoked. This was done before, and rests on it:</Trans>
        ) : (
          <Trans>This was done, and rests on it:</Trans>
        )}
      </p>
      <ul>
        {rests.map(({ id, kind, at }) => (
          <li key={id}>
            <Link to="/use/$item" params={{ item: id }}>
              {_(USE_WORDS[kind as Use] ?? { id: kind })}
            </Link>
            , <When at={at} both={false} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Said({ act }: { readonly act: PermissionAct }) {
  const { _ } = useI18n();
  return (
    <>
      <p>
        <strong>{_(ACTS[act.do] ?? { id: act.do })}</strong>{" "}
        <span className="muted">
          · {act.side === "us" ? <Trans>our side</Trans> : <Trans>their side</Trans>} · <When at={act.at} />
        </span>
      </p>
      {act.void !== null && (
        <p>
          <Trans>It has no effect ({act.void}).</Trans>
        </p>
      )}
      {act.text !== null && (
        <p className="crosses" dir="auto">
          {act.text}
        </p>
      )}
      {act.bodyState !== "here" && act.bodyState !== "none" && (
        <p className="muted">
          <Trans>Its text cannot be shown here.</Trans>
        </p>
      )}
    </>
  );
}
