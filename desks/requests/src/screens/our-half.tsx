import { Trans } from "@lingui/react/macro";
import { codeOf, Link, Notice, Problem, useLang, usePlace, When } from "@setu/ui";
import { lazy, Suspense } from "react";
import type { RequestView } from "../api.ts";
import { ActLine } from "./act-line.tsx";
import { useOfficers } from "./list-data.ts";
import { Notes } from "./notes.tsx";
import { Destroying } from "./our-destroying.tsx";
import { History } from "./our-history.tsx";
import { OtherReferences, Relations } from "./our-links.tsx";
import type { Ours } from "./our-data.ts";
import { Tasks } from "./tasks.tsx";
import { Handling } from "./our-handling.tsx";
import { useMemory } from "./told.ts";
import { WhyNot } from "./why-not.tsx";
import { SinceWhen } from "./note-parts.tsx";
import { PutAwayBy } from "./put-away-by.tsx";
import "./our-half.css";

const Considering = lazy(() => import("./our-considering.tsx"));

type Props = {
  readonly view: RequestView;
  readonly ours: Ours;
  readonly onAssign: () => void;
  readonly onFollowUp: () => void;
  readonly onTask: () => void;
};

/** What is ours alone: who has it, what we noted, what it belongs to. Apart from all that crosses, in colour and in words. */
export function OurHalf({ view, ours, onAssign, onFollowUp, onTask }: Props) {
  const lang = useLang();
  const { node } = usePlace();
  const country = node.name[lang];
  return (
    <section className="panel ours our-half" aria-labelledby="our-half">
      <h2 id="our-half">
        <Trans>Our half</Trans> <span className="stays">{<Trans>Stays in {country}</Trans>}</span>
      </h2>
      <p className="meta">
        <Trans>The other side never sees any of this.</Trans>
      </p>
      <LastDone ours={ours} />
      <Refusal view={view} ours={ours} />
      {view.stopped.note !== undefined && <WhyNot rule={view.stopped.note} />}
      <WhoHas view={view} ours={ours} onAssign={onAssign} />
      <Watchers view={view} ours={ours} />
      <Handling view={view} ours={ours} />
      <FollowUp view={view} onFollowUp={onFollowUp} />
      {(view.considerBy !== undefined || view.ours.considered !== null) && (
        <Suspense fallback={null}>
          <Considering view={view} ours={ours} />
        </Suspense>
      )}
      <Tasks view={view} ours={ours} onTask={onTask} />
      <Notes view={view} ours={ours} />
      <OtherReferences view={view} ours={ours} />
      <Relations view={view} ours={ours} />
      <section className="ours-part" aria-labelledby="uses">
        <h3 id="uses">
          <Trans>What we do with it</Trans>
        </h3>
        <p>
          <Link to="/uses/$item" params={{ item: view.item }}>
            <Trans>Record a use, or see those recorded</Trans>
          </Link>
        </p>
        <p>
          <Link to="/permissions/of/$item" params={{ item: view.item }}>
            <Trans>Permissions: ask to use it as evidence, or to give it on</Trans>
          </Link>
        </p>
        <p>
          <Link to="/permissions/on/$item" params={{ item: view.item }}>
            <Trans>Give a record of theirs on, by their leave</Trans>
          </Link>
        </p>
      </section>
      <Destroying view={view} ours={ours} />
      <History acts={view.ours.acts} />
    </section>
  );
}

/** What was just done, and what Z undoes now. */
function LastDone({ ours }: { readonly ours: Ours }) {
  const { nameOf } = useOfficers();
  const memory = useMemory();
  return (
    <p className="our-told" role="status">
      <ActLine memory={memory} nameOf={nameOf} onUndo={ours.undo} />
    </p>
  );
}

/** Who was faster is said by name: the page shows it by then. */
function Refusal({ view, ours }: { readonly view: RequestView; readonly ours: Ours }) {
  const { nameOf } = useOfficers();
  const { refused } = ours;
  if (refused === null) return null;
  if (codeOf(refused.error) !== "STALE") return <Problem error={refused.error} />;
  const { assignee } = view.ours;
  return (
    <Notice tone="error">
      <p>
        <strong>
          {assignee === null ? (
            <Trans>Someone was faster: this request was given back. Nobody has it now.</Trans>
          ) : (
            <Trans>
              Someone was faster: <bdi>{nameOf(assignee.officer)}</bdi> has it now.
            </Trans>
          )}
        </strong>{" "}
        <Trans>What you chose was not done. Look, then choose again.</Trans>
      </p>
    </Notice>
  );
}

const GIVE_BACK = { do: "unassign" } as const;

function WhoHas({ view, ours, onAssign }: Omit<Props, "onFollowUp" | "onTask">) {
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  const { assignee } = view.ours;
  const mine = assignee?.officer === me.id;
  return (
    <section className="ours-part" aria-labelledby="who-has">
      <h3 id="who-has">
        <Trans>Who has it</Trans>
      </h3>
      {view.home.done && (
        <p>
          <PutAwayBy home={view.home} nameOf={nameOf} />
        </p>
      )}
      {assignee === null ? (
        <p>
          <Trans>Nobody has it.</Trans>
        </p>
      ) : (
        <p>
          <strong>{mine ? <Trans>You have it.</Trans> : <bdi>{nameOf(assignee.officer)}</bdi>}</strong>{" "}
          <SinceWhen assignee={assignee} nameOf={nameOf} />
        </p>
      )}
      <div className="actions">
        <button
          type="button"
          className="button"
          aria-keyshortcuts={mine ? "b" : "a"}
          onClick={() => void ours.act(mine ? GIVE_BACK : { do: "assign", args: { officer: me.id } })}
        >
          {mine ? <Trans context="button">Give it back</Trans> : <Trans context="button">Take it</Trans>}
        </button>
        <button
          type="button"
          className="button"
          aria-keyshortcuts="Shift+A"
          aria-disabled={view.stopped.assign !== undefined}
          onClick={() => view.stopped.assign === undefined && onAssign()}
        >
          <Trans context="button">Assign…</Trans>
        </button>
        {assignee !== null && !mine && (
          <button
            type="button"
            className="button"
            aria-keyshortcuts="b"
            onClick={() => void ours.act(GIVE_BACK)}
          >
            <Trans context="button">Give it back</Trans>
          </button>
        )}
      </div>
      {view.stopped.assign !== undefined && <WhyNot rule={view.stopped.assign} />}
    </section>
  );
}

function Watchers({ view, ours }: { readonly view: RequestView; readonly ours: Ours }) {
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  const lang = useLang();
  const { watchers } = view.ours;
  const watching = watchers.includes(me.id);
  const names = new Intl.ListFormat(lang).format(watchers.map(nameOf));
  return (
    <section className="ours-part" aria-labelledby="watchers">
      <h3 id="watchers">
        <Trans>Watched by</Trans>
      </h3>
      <p>{watchers.length === 0 ? <Trans>Nobody watches it.</Trans> : <bdi>{names}</bdi>}</p>
      <button
        type="button"
        className="button"
        aria-keyshortcuts="w"
        onClick={() => void ours.act({ do: watching ? "unwatch" : "watch", args: { officer: me.id } })}
      >
        {watching ? <Trans context="button">No longer watch</Trans> : <Trans context="button">Watch</Trans>}
      </button>
    </section>
  );
}

function FollowUp({ view, onFollowUp }: Pick<Props, "view" | "onFollowUp">) {
  const { followUp } = view.ours;
  return (
    <section className="ours-part" aria-labelledby="follow-up">
      <h3 id="follow-up">
        <Trans>Come back to it</Trans>
      </h3>
      <p>{followUp === null ? <Trans>No date is set.</Trans> : <When at={followUp} />}</p>
      <button type="button" className="button" aria-keyshortcuts="h" onClick={onFollowUp}>
        <Trans context="button">Set a date…</Trans>
      </button>
    </section>
  );
}
