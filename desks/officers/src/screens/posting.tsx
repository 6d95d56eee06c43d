import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, LoadProblem, Notice, usePlace, useLang, When, useWindowTitle } from "@setu/ui";
import type { PostingAct, PostingView } from "../api.ts";
import { usePosting, usePostings } from "./data.ts";
import { AmendForm, MoveForm } from "./moves.tsx";
import { EndsSoon } from "./officers.tsx";
import { TermFacts } from "./terms.tsx";
import { ACTS, MOVES, STANDING } from "./words.ts";
import "./officers.css";

/** One posting: what holds, what is open, what may be done, and what both sides have said. */
export default function PostingScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = usePosting(item);
  const title = data?.name ?? data?.officer ?? t({ context: "screen", message: "Officer" });
  useWindowTitle(title);
  return (
    <div className="posting officers-desk">
      <p>
        <Link to="/officers">
          <Trans>All officers</Trans>
        </Link>
      </p>
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          <Trans>Loading the posting…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <Now view={data} />
          <Open view={data} />
          <Moves view={data} />
          <History acts={data.acts} />
        </>
      )}
    </div>
  );
}

type Props = { readonly view: PostingView };

function Now({ view }: Props) {
  const { _ } = useI18n();
  const lang = useLang();
  const { node, peer } = usePlace();
  const by = (view.side === "us" ? node : peer)?.name[lang] ?? "";
  return (
    <section className="panel" aria-labelledby="now">
      <h2 id="now">{_(STANDING[view.standing])}</h2>
      <EndsSoon row={view} />
      <p className="muted">
        {view.title !== null && (
          <>
            <bdi>{view.title}</bdi>
            {" · "}
          </>
        )}
        <Trans>Posted by {by}</Trans>
        {" · "}
        <span className="mono" translate="no">
          {view.officer}
        </span>
      </p>
      <TermFacts terms={view.terms} agency={view.agency} />
      <Keys keys={view.keys} />
    </section>
  );
}

function Keys({ keys }: Pick<PostingView, "keys">) {
  if (keys === null)
    return (
      <p className="muted">
        <Trans>Keys: nothing is known here.</Trans>
      </p>
    );
  if (keys.length === 0)
    return (
      <p className="muted">
        <Trans>Keys: none.</Trans>
      </p>
    );
  const said = keys.map(({ alg, count }) => `${count} × ${alg}`).join(", ");
  return (
    <p className="muted">
      <Trans>
        Keys:{" "}
        <span className="mono" translate="no">
          {said}
        </span>
      </Trans>
    </p>
  );
}

/** An amendment that nobody has answered: what it would change. */
function Open({ view: { open, accredited } }: Props) {
  if (open === null || accredited === null) return null;
  return (
    <section className="panel" aria-labelledby="open">
      <h2 id="open">
        <Trans>Asked, and not agreed yet</Trans>
      </h2>
      <p>
        <Trans>Until it is agreed, the terms above hold.</Trans>
      </p>
      <TermFacts terms={open.terms} />
    </section>
  );
}

function Moves({ view }: Props) {
  const postings = usePostings();
  if (view.moves.length === 0) return null;
  if (!view.may)
    return (
      <Notice>
        <Trans>Only who leads the desk acts on postings.</Trans>
      </Notice>
    );
  return (
    <>
      {view.moves
        .filter((move) => Object.hasOwn(MOVES, move))
        .map((move) => (
          // Another head is another form: what was pressed once was pressed on what stood there then.
          <MoveForm key={`${move} ${view.after.join()}`} view={view} move={move} />
        ))}
      {view.moves.includes("amend") && (
        <AmendForm key={view.after.join()} view={view} accounts={postings.data?.accounts ?? []} />
      )}
    </>
  );
}

function History({ acts }: { readonly acts: readonly PostingAct[] }) {
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">
        <Trans>What both sides have said</Trans>
      </h2>
      <ol className="posting-history">
        {acts.map((act) => (
          <Act key={`${act.side} ${act.id}`} act={act} />
        ))}
      </ol>
    </section>
  );
}

function Act({ act }: { readonly act: PostingAct }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { node, peer } = usePlace();
  const who = (act.side === "us" ? node : peer)?.name[lang] ?? "";
  return (
    <li>
      <p>
        <strong>{who}</strong> {_(ACTS[act.do] ?? { id: act.do })} · <When at={act.at} />
      </p>
      {act.void !== null && (
        <Notice tone="error">
          <Trans>Without effect: the rules of this desk did not allow it there.</Trans>
        </Notice>
      )}
      {act.body !== null && (
        <>
          {act.body.text !== "" && (
            <p className="posting-text" lang={act.body.lang}>
              {act.body.text}
            </p>
          )}
          <p className="muted">
            <bdi>{act.body.by.name}</bdi>
          </p>
        </>
      )}
      {act.body === null && act.bodyState !== "none" && (
        <p className="muted">
          <Trans>The text is not here any more.</Trans>
        </p>
      )}
    </li>
  );
}
