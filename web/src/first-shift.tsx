import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Tick } from "@setu/requests/learning.ts";
import { KeySheet, Link, LoadProblem, usePageKey, useWindowTitle } from "@setu/ui";
import { useCallback, useState, type ReactNode } from "react";
import { setGuided } from "./guided.ts";
import { useReadiness, type Readiness } from "./first-shift-facts.ts";
import { useLearn } from "./learning-data.ts";
import { LinkSentence } from "./link-state.tsx";
import "./first-shift.css";

/** Before the first shift. What a fact shows ticks itself; only what no fact shows is ticked by hand. */
export default function FirstShiftScreen() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Before your first shift" });
  useWindowTitle(title);
  const { ready, error, retry } = useReadiness();
  return (
    <div className="first-shift">
      <h1>{title}</h1>
      <p>
        <Trans>Each line ticks itself as soon as it is so.</Trans>
      </p>
      {error !== null && ready === null && <LoadProblem error={error} retry={retry} />}
      {ready !== null && <List ready={ready} />}
    </div>
  );
}

function List({ ready }: { readonly ready: Readiness }) {
  const { lang, zone, keys, notices, outside, link, guide } = ready.facts;
  const { steps, all, practice, officer } = ready;
  return (
    <ol className="panel">
      <Line done={lang} name={<Trans>Your language is chosen</Trans>}>
        <ToSettings />
      </Line>
      <Line
        done={zone}
        name={<Trans>The time zone is that of your desk</Trans>}
        byHand={<ByHand tick="zone" words={<Trans>The zone of the capital is right for me</Trans>} />}
      >
        <ToSettings />
      </Line>
      <Line done={keys} name={<Trans>You have seen the keys</Trans>}>
        <Keys />
      </Line>
      <Line done={notices} name={<Trans>You have read your notices</Trans>}>
        <Link to="/notices">
          <Trans context="screen">Notices</Trans>
        </Link>
      </Line>
      <Line
        done={outside}
        name={<Trans>Your deadlines reach you away from this screen: by a calendar, or by mail</Trans>}
        byHand={<ByHand tick="outside" words={<Trans>I have tried it, or do not need it</Trans>} />}
      >
        <ToSettings />
      </Line>
      <Line done={link} name={<Trans>The link to the other side is up</Trans>}>
        {ready.link !== undefined && <LinkSentence view={ready.link} />}{" "}
        <Link to="/link">
          <Trans context="screen">Link health</Trans>
        </Link>
      </Line>
      <Line done={guide} name={<Trans>You have played the guided scenario: about ten minutes</Trans>}>
        {practice ? (
          <button type="button" className="button" onClick={() => setGuided(officer)}>
            {steps === 0 ? (
              <Trans context="button">Begin</Trans>
            ) : (
              <Trans context="button">
                Show it ({steps} of {all} steps done)
              </Trans>
            )}
          </button>
        ) : (
          <Trans>
            Here every act reaches the other government. It is played on a demo: ask your administrator.
          </Trans>
        )}
      </Line>
    </ol>
  );
}

type LineProps = {
  readonly done: boolean;
  readonly name: ReactNode;
  readonly byHand?: ReactNode;
  readonly children: ReactNode;
};

/** Done or not in a word, before a colour. */
const Line = ({ done, name, byHand, children }: LineProps) => (
  <li className={done ? "line done" : "line"}>
    <p>
      <span className="state">
        {done ? <Trans context="first shift">Done</Trans> : <Trans context="first shift">To do</Trans>}
      </span>{" "}
      <strong>{name}</strong>
    </p>
    <p>
      {children} {!done && byHand}
    </p>
  </li>
);

const ToSettings = () => (
  <Link to="/me">
    <Trans context="screen">My settings</Trans>
  </Link>
);

function ByHand({ tick, words }: { readonly tick: Tick; readonly words: ReactNode }) {
  const learn = useLearn();
  return (
    <button
      type="button"
      className="button"
      onClick={() => learn(({ ticks }) => ({ ticks: [...ticks, tick] }))}
    >
      {words}
    </button>
  );
}

/** To have opened the sheet is the fact. */
function Keys() {
  const [open, setOpen] = useState(false);
  const learn = useLearn();
  const show = useCallback(() => {
    setOpen(true);
    learn(({ ticks }) => ({ ticks: [...new Set([...ticks, "keys" as const])] }));
  }, [learn]);
  usePageKey("?", show);
  return (
    <>
      <button type="button" className="button" onClick={show} aria-keyshortcuts="?" data-key="?">
        <Trans context="button">Keys</Trans>
      </button>
      {open && (
        <KeySheet help={[{ keys: ["?"], does: msg`Show this sheet` }]} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
