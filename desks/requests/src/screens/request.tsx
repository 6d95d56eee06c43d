import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { LoadProblem, Tlp, useLang } from "@setu/ui";
import { useEffect, useState } from "react";
import type { RequestView } from "../api.ts";
import { Act } from "./act.tsx";
import { ClockPanel, Due } from "./clock-panel.tsx";
import { Composer } from "./composer.tsx";
import { printHref, sayOpened, useRequest } from "./data.ts";
import { Facts } from "./facts.tsx";
import { FORMS, MOVE_ORDER } from "./forms.ts";
import { HeldActs } from "./held-acts.tsx";
import { Caution } from "./line.tsx";
import { DO, STATUS } from "./words.ts";
import "./request.css";

/** One request: what it is, what happened, its clock, what can be done now. */
export default function RequestScreen({ item }: { readonly item: string }) {
  const { data, error, refetch } = useRequest(item);
  if (error !== null && data === undefined) return <LoadProblem error={error} retry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <p role="status">
        <Trans>Loading the request…</Trans>
      </p>
    );
  }
  return <Request key={item} view={data} />;
}

type Composing = { readonly act: string; readonly refers?: string };

function Request({ view }: { readonly view: RequestView }) {
  const { t } = useLingui();
  const [composing, setComposing] = useState<Composing | null>(null);
  const unread = view.unread;
  useEffect(() => {
    if (unread) void sayOpened(view.item);
  }, [unread, view.item]);
  const moves = MOVE_ORDER.filter((act) => view.moves.includes(act));
  const title = view.title ?? t`No title`;
  useEffect(() => {
    document.title = `${view.ref} · Setu`;
  }, [view.ref]);
  return (
    <article className="request">
      <Bar view={view} />
      <h1 lang={view.lang ?? undefined}>
        <bdi>{title}</bdi>
      </h1>
      <Caution text={title} />
      <div className="request-columns">
        <div className="request-main">
          <HeldActs view={view} onCompose={(act) => setComposing({ act })} />
          {composing !== null && (
            <Composer
              key={`${composing.act} ${composing.refers ?? ""}`}
              view={view}
              act={composing.act}
              {...(composing.refers !== undefined && { refers: composing.refers })}
              onClose={() => setComposing(null)}
            />
          )}
          <Moves moves={moves} onCompose={(act) => setComposing({ act })} />
          <section className="panel" aria-labelledby="facts">
            <h2 id="facts">
              <Trans>What is asked</Trans>
            </h2>
            <Facts view={view} />
          </section>
          <section className="panel" aria-labelledby="timeline">
            <h2 id="timeline">
              <Trans>What happened</Trans>
            </h2>
            <ol className="timeline">
              {view.timeline.map((act) => (
                <Act
                  key={act.id}
                  view={view}
                  act={act}
                  onRecall={
                    act.side === "us" &&
                    act.recalled === null &&
                    view.moves.includes("recall") &&
                    act.do !== "recall"
                      ? () => setComposing({ act: "recall", refers: act.id })
                      : null
                  }
                />
              ))}
            </ol>
          </section>
        </div>
        <ClockPanel row={view} />
      </div>
    </article>
  );
}

/** Always in sight: which request, how it may be handled, how much time is left. */
function Bar({ view }: { readonly view: RequestView }) {
  const { _ } = useI18n();
  const lang = useLang();
  return (
    <div className="request-bar">
      <span className="mono ref" translate="no">
        {view.ref}
      </span>
      <Tlp label={view.tlp} />
      <Due clock={view.clock} />
      <span className="muted">
        {STATUS[view.status] === undefined ? view.status : _(STATUS[view.status]!)}
      </span>
      <a className="print-link" href={printHref(view.item, lang)}>
        <Trans>Printable page</Trans>
      </a>
    </div>
  );
}

function Moves({
  moves,
  onCompose,
}: {
  readonly moves: readonly string[];
  readonly onCompose: (act: string) => void;
}) {
  const { _ } = useI18n();
  const known = moves.filter((act) => act in FORMS);
  return (
    <section className="panel" aria-labelledby="moves">
      <h2 id="moves">
        <Trans>What can be done now</Trans>
      </h2>
      {known.length === 0 ? (
        <p className="muted">
          <Trans>Nothing more can be done on this request from our side.</Trans>
        </p>
      ) : (
        <div className="actions">
          {known.map((act, index) => (
            <button
              key={act}
              type="button"
              className={index === 0 ? "button primary" : "button"}
              onClick={() => onCompose(act)}
            >
              {_(DO[act]!)}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
