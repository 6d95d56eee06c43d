import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { codeOf, LoadProblem, navigate, ScreenKeys, useKeptFocus, useWindowTitle } from "@setu/ui";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { RequestView, TimelineAct } from "../api.ts";
import { Act } from "./act.tsx";
import { beginAnew } from "./begin-anew.ts";
import { ByReference } from "./by-reference.tsx";
import { ClockPanel } from "./clock-panel.tsx";
import { Composer } from "./composer.tsx";
import { useCopyReference } from "./copy-reference.tsx";
import { sayOpened, useNewsSeen, useRequest } from "./data.ts";
import { useDrafts } from "./drafts.ts";
import { DueNotices } from "./due-notices.tsx";
import { Facts } from "./facts.tsx";
import { FORMS, MOVE_ORDER } from "./forms.ts";
import { HeldActs } from "./held-acts.tsx";
import { HOLDING, useHolding } from "./holding.ts";
import { NEXT_MOVE, SAY_LATE, type DeskSearch } from "./list-query.ts";
import { useOurs } from "./our-data.ts";
import { NewActs, NewBar, useNewActs } from "./new-acts.tsx";
import { OurHalf } from "./our-half.tsx";
import { besideOf, TranslateForUs } from "./our-translation.tsx";
import { SecondDraft, usePresence } from "./presence.tsx";
import { Restricted } from "./restricted.tsx";
import { RequestHead } from "./request-bar.tsx";
import { REQUEST_HELP } from "./request-help.tsx";
import { Overlays, useRequestKeys, type Over } from "./request-keys.tsx";
import type { Anew } from "./saying-anew.tsx";
import { Suspended } from "./suspended.tsx";
import { Unsent } from "./unsent.tsx";
import { WhyNot } from "./why-not.tsx";
import { DO } from "./words.ts";
import "./request.css";

const OwnMatter = lazy(() => import("./own-matter.tsx"));
const ReasonAsk = lazy(() => import("./reason-ask.tsx"));
const TakingOut = lazy(() => import("./taking-out.tsx"));

/** One request, named by its id or by the reference that people say. */
export default function RequestScreen({
  item,
  search,
}: {
  readonly item: string;
  readonly search: DeskSearch;
}) {
  if (item.includes(":")) return <Loaded item={item} asked={search.compose} />;
  return <ByReference said={item}>{(found) => <Loaded item={found} asked={undefined} />}</ByReference>;
}

/** `asked`: the act whose composer is wanted at once, as the list asks for it. */
type Asked = { readonly asked: string | undefined };

function Loaded({ item, asked }: Asked & { readonly item: string }) {
  const { data, error, refetch } = useRequest(item);
  if (codeOf(error) === "REASON_NEEDED" && data === undefined)
    return (
      <Suspense fallback={null}>
        <ReasonAsk item={item} verb="consultation" onGiven={() => void refetch()} />
      </Suspense>
    );
  if (error !== null && data === undefined) return <LoadProblem error={error} retry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <p role="status">
        <Trans>Loading the request…</Trans>
      </p>
    );
  }
  if (data.cameBy !== null) return <OwnMatter key={item} view={data} />;
  return <Request key={item} view={data} asked={asked} />;
}

type Composing = { readonly act: string; readonly refers?: string };

function Request({ view, asked }: Asked & { readonly view: RequestView }) {
  const moves = MOVE_ORDER.filter((act) => view.moves.includes(act));
  const mine = view.stopped.send === undefined ? moves : [];
  const [composing, setComposing] = useState<Composing | null>(() => wanted(asked, mine));
  const { untold } = view;
  useNewsSeen(view.item, view.updated);
  const news = useNewActs(view);
  useEffect(() => {
    if (untold) void sayOpened(view.item);
  }, [untold, view.item]);
  const compose = (act: string, refers?: string) =>
    setComposing(refers === undefined ? { act } : { act, refers });
  const anew = (what: Anew, act: TimelineAct) => void beginAnew(view, what, act).then(() => compose(what));
  const hold = useHolding(view);
  const wantsHold = useRef(asked === SAY_LATE && composing !== null);
  useEffect(() => {
    if (!wantsHold.current) return;
    wantsHold.current = false;
    void hold();
  }, [hold]);
  const sayLate = mine.includes(HOLDING)
    ? () => {
        compose(HOLDING);
        void hold();
      }
    : null;
  const { acts: drafts } = useDrafts(view.item);
  const others = usePresence(view.item, composing !== null || drafts["note"] !== undefined);
  const ours = useOurs(view);
  const copying = useCopyReference(view.ref);
  const [over, setOver] = useState<Over | null>(null);
  const place = useRef<HTMLElement>(null);
  useKeptFocus(place);
  // A composer that is wanted at once takes the focus itself.
  const isWanted = useRef(composing !== null);
  useEffect(() => {
    // Asked for once: a page that is loaded again asks nothing.
    if (isWanted.current) navigate({ to: ".", search: {}, replace: true });
    else place.current?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = useRequestKeys({
    view,
    ours,
    moves: mine,
    compose,
    anew,
    sayLate,
    copy: copying.copy,
    open: setOver,
  });
  useWindowTitle(view.ref);
  return (
    <article className="request" ref={place} tabIndex={-1} onKeyDown={onKeyDown}>
      <RequestHead view={view} copying={copying} others={others} />
      <NewActs value={news}>
        <div className="request-columns">
          <div className="request-main">
            <NewBar news={news} />
            <Restricted view={view} />
            {composing === null && <Suspended view={view} />}
            {view.forReason === true && (
              <Suspense fallback={null}>
                <TakingOut item={view.item} />
              </Suspense>
            )}
            <HeldActs view={view} onCompose={compose} />
            <Unsent item={view.item} composing={composing?.act ?? null} onCompose={compose} />
            {composing !== null && (
              <Composer
                key={`${composing.act} ${composing.refers ?? ""}`}
                view={view}
                act={composing.act}
                others={others}
                {...(composing.refers !== undefined && { refers: composing.refers })}
                onClose={() => setComposing(null)}
              />
            )}
            {composing === null && <SecondDraft others={others} />}
            <DueNotices
              view={view}
              onSayLate={sayLate}
              onClose={mine.includes("close") ? () => compose("close") : null}
            />
            <Moves moves={moves} stopped={view.stopped.send} onCompose={compose} />
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
                    beside={(id) => besideOf(view, id)}
                    onCompose={compose}
                    onAnew={anew}
                    onRecall={
                      act.side === "us" &&
                      act.recalled === null &&
                      view.moves.includes("recall") &&
                      view.stopped.send === undefined &&
                      act.do !== "recall"
                        ? () => setComposing({ act: "recall", refers: act.id })
                        : null
                    }
                  >
                    <TranslateForUs view={view} act={act} ours={ours} />
                  </Act>
                ))}
              </ol>
            </section>
          </div>
          <div className="request-side">
            <OurHalf
              view={view}
              ours={ours}
              onAssign={() => setOver("assign")}
              onFollowUp={() => setOver("follow-up")}
              onTask={() => setOver("task")}
            />
            <ClockPanel row={view} suspended={view.suspended} />
          </div>
        </div>
      </NewActs>
      <ScreenKeys help={REQUEST_HELP} />
      <Overlays view={view} ours={ours} over={over} onClose={() => setOver(null)} />
    </article>
  );
}

/** What the list asked for, if it can be done. */
function wanted(asked: string | undefined, moves: readonly string[]): Composing | null {
  const named = asked === SAY_LATE ? HOLDING : asked;
  const act = named === NEXT_MOVE ? moves[0] : moves.find((each) => each === named);
  return act === undefined ? null : { act };
}

function Moves({
  moves,
  stopped,
  onCompose,
}: {
  readonly moves: readonly string[];
  /** The rule by which this officer sends nothing. */
  readonly stopped: string | undefined;
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
              aria-disabled={stopped !== undefined}
              aria-describedby={stopped === undefined ? undefined : "moves-stopped"}
              onClick={() => stopped === undefined && onCompose(act)}
            >
              {_(DO[act]!)}
            </button>
          ))}
        </div>
      )}
      {known.length > 0 && stopped !== undefined && <WhyNot rule={stopped} id="moves-stopped" />}
    </section>
  );
}
