import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import { DO } from "@setu/requests/screens/words.ts";
import type { WaitingLine } from "@setu/requests/suspension.ts";
import { Link, LoadProblem, When } from "@setu/ui";
import { useWaiting } from "./suspension-data.ts";
import { KINDS } from "./suspension-words.ts";

/** What of the reader's own a suspension keeps here, the earliest clock first. She sends each herself, or nobody does. */
export function WaitingHere() {
  const { data, error, refetch } = useWaiting();
  const hidden = data === undefined ? 0 : data.total - data.lines.length;
  return (
    <section className="panel" aria-labelledby="waits">
      <h2 id="waits">
        <Trans>What waits with you</Trans> {data && <span className="figures">({data.total})</span>}
      </h2>
      <p>
        <Trans>
          A resumption sends nothing by itself. Open each, the earliest clock first, and send it if it is
          still right. What waits on the other side only they know.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data?.lines.length === 0 && (
        <p className="muted">
          <Trans>Nothing of yours waits.</Trans>
        </p>
      )}
      <ol>
        {data?.lines.map((line) => (
          <li key={`${line.kind} ${line.id}`}>
            <Line line={line} />
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <p className="muted">
          <Plural value={hidden} one="# more is not shown." other="# more are not shown." />
        </p>
      )}
    </section>
  );
}

function Line({ line }: { readonly line: WaitingLine }) {
  const { kind, id, item, ref, do: what } = line;
  const { _ } = useI18n();
  const name = _(DO[what] ?? { id: what });
  return (
    <>
      {kind === "proposal" ? (
        <Link to="/releases/$item" params={{ item: id }}>
          {name}
          {ref !== null && (
            <>
              {" · "}
              <span className="mono" translate="no">
                {ref}
              </span>
            </>
          )}
        </Link>
      ) : item === null ? (
        <Link to={kind === "draft" ? "/new" : "/sent"}>{name}</Link>
      ) : (
        <Link to="/requests/$item" params={{ item }}>
          {name} ·{" "}
          <span className="mono" translate="no">
            {ref}
          </span>
        </Link>
      )}
      <HowItWaits line={line} />
    </>
  );
}

export function HowItWaits({ line: { kind, due, stop } }: { readonly line: WaitingLine }) {
  const { _ } = useI18n();
  return (
    <p className="muted">
      {_(KINDS[kind])}
      {due !== null && (
        <>
          {" · "}
          <Trans>
            Due <When at={due} both={false} />
          </Trans>
        </>
      )}
      {" · "}
      {stop.ended === null ? (
        <Trans>
          stays here since <When at={stop.from} both={false} />
        </Trans>
      ) : (
        <strong>
          <Trans>
            may leave since <When at={stop.ended} both={false} />
          </Trans>
        </strong>
      )}
    </p>
  );
}
