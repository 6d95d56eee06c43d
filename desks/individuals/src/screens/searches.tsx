import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link, Notice, Problem, TextField, When } from "@setu/ui";
import { useState } from "react";
import type { CaseSearch, CaseView, Found, FoundMatter } from "../api.ts";
import { useCaseAct, useSearching } from "./data.ts";
import { OWNER } from "./owner-words.ts";
import { Reach } from "./reach.tsx";
import { useLingui as useI18n } from "@lingui/react";

type Props = { readonly view: CaseView };
const MAX_TERMS = 400;

/** What was looked for, by whom, and how far each search reached: together they must reach all that this node has. */
export function Searches({ view }: Props) {
  const undecided = view.state === "admitted";
  return (
    <section className="panel" aria-labelledby="searches">
      <h2 id="searches">
        <Trans>Searches</Trans> <span className="figures">({view.searches.length})</span>
      </h2>
      {undecided && <Coverage view={view} />}
      {view.searches.length > 0 && (
        <ol className="case-history">
          {view.searches.map((search) => (
            <Search key={`${search.at} ${search.by}`} search={search} names={view.names} />
          ))}
        </ol>
      )}
      {view.moves.includes("case-search") && <Look view={view} />}
    </section>
  );
}

/** Whether anything may be decided yet; what is missing only as far as the reader may know of it. */
function Coverage({ view: { searched, missing } }: Props) {
  if (searched)
    return (
      <p>
        <Trans>Together they reached all that this node has.</Trans>
      </p>
    );
  return (
    <Notice tone="warning">
      <p>
        <Trans>Not all that this node has was searched. Until it was, nothing can be decided.</Trans>
      </p>
      {missing.length > 0 && (
        <ul>
          {missing.map((each) => (
            <li key={`${each.level} ${each.compartments.join()} ${each.topic}`}>
              <Reach {...each} />
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

type SearchProps = { readonly search: CaseSearch; readonly names: CaseView["names"] };

function Search({ search, names }: SearchProps) {
  return (
    <li>
      <p>
        “<bdi>{search.terms}</bdi>”
      </p>
      <p className="muted">
        <bdi>{names[search.by] ?? search.by}</bdi>, <When at={search.at} both={false} /> ·{" "}
        <Reach level={search.level} compartments={search.compartments} />
      </p>
      {!search.whole && (
        <Notice tone="warning">
          <Trans>
            There was more than is looked through at once: it counts for nothing. Search more narrowly.
          </Trans>
        </Notice>
      )}
    </li>
  );
}

/** Names and numbers; it is written down before anything of it is shown. */
function Look({ view }: Props) {
  const { t } = useLingui();
  const search = useSearching(view.id);
  const [terms, setTerms] = useState("");
  const blank = terms.trim() === "";
  return (
    <>
      <form
        role="search"
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!blank && !search.isPending) search.mutate(terms.trim());
        }}
      >
        <TextField
          label={t`Names or numbers`}
          hint={t`As far as you may see. The search is written down, with your words sealed.`}
          value={terms}
          onChange={setTerms}
          max={MAX_TERMS}
        />
        <button type="submit" className="button" aria-disabled={blank || search.isPending}>
          <Trans context="button">Search our holdings</Trans>
        </button>
      </form>
      {search.error !== null && <Problem error={search.error} />}
      {search.data !== undefined && <FoundList view={view} found={search.data} />}
    </>
  );
}

function FoundList({ view, found }: Props & { readonly found: Found }) {
  const { matters, whole } = found;
  return (
    <div role="status">
      <h3>
        <Plural value={matters.length} _0="Nothing found" one="# matter found" other="# matters found" />
      </h3>
      {!whole && (
        <Notice tone="warning">
          <Trans>There is more than is looked through at once. Search more narrowly.</Trans>
        </Notice>
      )}
      <ul className="case-list found-list">
        {matters.map((matter) => (
          <FoundLine key={matter.item} view={view} matter={matter} />
        ))}
      </ul>
    </div>
  );
}

function FoundLine({ view, matter }: Props & { readonly matter: FoundMatter }) {
  const { _ } = useI18n();
  const act = useCaseAct(view.id);
  const attached = view.matters.some(({ item }) => item === matter.item);
  return (
    <li>
      <div>
        <Link to="/requests/$item" params={{ item: matter.item }}>
          <span className="mono" translate="no">
            {matter.ref}
          </span>
        </Link>{" "}
        · {_(OWNER[matter.owner])}
        {matter.title !== null && (
          <p>
            <bdi>{matter.title}</bdi>
          </p>
        )}
        {matter.hits.slice(0, 3).map((hit, index) => (
          <p className="muted" key={`${hit.where} ${index}`}>
            <bdi>
              {hit.before}
              <mark>{hit.match}</mark>
              {hit.after}
            </bdi>
          </p>
        ))}
      </div>
      <p>
        {attached ? (
          <Trans>Attached</Trans>
        ) : (
          <button
            type="button"
            className="button"
            aria-disabled={act.isPending}
            onClick={() => {
              if (!act.isPending)
                act.mutate({ do: "case-attach", args: { matter: matter.item }, text: null });
            }}
          >
            <Trans context="button">It is about the person: attach it</Trans>
          </button>
        )}
      </p>
      {act.error !== null && <Problem error={act.error} />}
    </li>
  );
}
