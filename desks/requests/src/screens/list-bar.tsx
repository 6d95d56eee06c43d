import type { MessageDescriptor } from "@lingui/core";
import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@setu/ui";
import { useId, useState, type ReactNode, type RefObject } from "react";
import {
  CAME,
  CLOCKS,
  CONSIDERS,
  filterCount,
  HELD,
  NEWS,
  RECALLS,
  SORTS,
  STATES,
  TURNS,
  URGENCIES,
  WHO,
  withFilter,
  type ListQuery,
} from "./list-query.ts";
import {
  CAME_WORDS,
  CLOCK_WORDS,
  CONSIDER_WORDS,
  HELD_WORDS,
  NEWS_WORDS,
  RECALL_WORDS,
  SORT_WORDS,
  STATE_WORDS,
  TURN_WORDS,
  WHO_WORDS,
} from "./list-words.ts";
import { URGENCY } from "./words.ts";

type Props = {
  readonly query: ListQuery;
  readonly onQuery: (query: ListQuery) => void;
  readonly words: RefObject<HTMLInputElement | null>;
};

/**
 * What the list shows, all of it in sight and all of it in the address. Only where there is no room the bar is folded,
 * and then it says how many filters are on.
 */
export function ListBar({ query, onQuery, words }: Props) {
  const { t } = useLingui();
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const count = filterCount(query);
  return (
    <div className="list-bar">
      <button
        type="button"
        className="button fold"
        aria-expanded={unfolded}
        aria-controls={id}
        onClick={() => setUnfolded(!unfolded)}
      >
        {count === 0 ? (
          <Trans context="button">Filters and more</Trans>
        ) : (
          <Plural value={count} one="Filters and more: # on" other="Filters and more: # on" />
        )}
      </button>
      <div id={id} className={unfolded ? "list-filters" : "list-filters folded"}>
        <Row
          label={<Trans context="filter">With:</Trans>}
          query={query}
          name="who"
          values={WHO}
          words={WHO_WORDS}
        />
        <Row
          label={<Trans context="filter">State:</Trans>}
          query={query}
          name="state"
          values={STATES}
          words={STATE_WORDS}
        />
        <Choice
          label={t({ context: "filter", message: "Urgency" })}
          value={query.urgency ?? ""}
          onChange={(urgency) => onQuery(withFilter(query, { urgency: urgency as ListQuery["urgency"] }))}
          values={URGENCIES}
          words={URGENCY}
          empty={t({ context: "filter, urgency", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Turn" })}
          value={query.turn ?? ""}
          onChange={(turn) => onQuery(withFilter(query, { turn: turn as ListQuery["turn"] }))}
          values={TURNS}
          words={TURN_WORDS}
          empty={t({ context: "filter, turn", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Clock" })}
          value={query.clock ?? ""}
          onChange={(clock) => onQuery(withFilter(query, { clock: clock as ListQuery["clock"] }))}
          values={CLOCKS}
          words={CLOCK_WORDS}
          empty={t({ context: "filter, clock", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Files" })}
          value={query.held ?? ""}
          onChange={(held) => onQuery(withFilter(query, { held: held as ListQuery["held"] }))}
          values={HELD}
          words={HELD_WORDS}
          empty={t({ context: "filter, files", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Recalls" })}
          value={query.recall ?? ""}
          onChange={(recall) => onQuery(withFilter(query, { recall: recall as ListQuery["recall"] }))}
          values={RECALLS}
          words={RECALL_WORDS}
          empty={t({ context: "filter, recalls", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Supply without a request" })}
          value={query.consider ?? ""}
          onChange={(consider) => onQuery(withFilter(query, { consider: consider as ListQuery["consider"] }))}
          values={CONSIDERS}
          words={CONSIDER_WORDS}
          empty={t({ context: "filter, own initiative", message: "Any" })}
        />
        <Choice
          label={t({ context: "filter", message: "Came" })}
          value={query.came ?? ""}
          onChange={(came) => onQuery(withFilter(query, { came: came as ListQuery["came"] }))}
          values={CAME}
          words={CAME_WORDS}
          empty={t({ context: "filter, how it came", message: "Any way" })}
        />
        <Choice
          label={t({ context: "filter", message: "Since I looked" })}
          value={query.news ?? ""}
          onChange={(news) => onQuery(withFilter(query, { news: news as ListQuery["news"] }))}
          values={NEWS}
          words={NEWS_WORDS}
          empty={t({ context: "filter, what is new", message: "New or not" })}
        />
        <Choice
          label={t({ context: "filter", message: "Order" })}
          value={query.sort ?? "due"}
          onChange={(sort) => onQuery(withFilter(query, { sort: sort as ListQuery["sort"] }))}
          values={SORTS}
          words={SORT_WORDS}
        />
        <WordsFilter key={query.q ?? ""} query={query} onQuery={onQuery} words={words} />
        {count > 0 && (
          <Link to="." search={{}} replace aria-keyshortcuts="0">
            <Trans context="button">Clear the filters</Trans>
          </Link>
        )}
      </div>
    </div>
  );
}

/** Addresses, not buttons: each can be opened beside this one, sent to a colleague, and gone back from. */
function Row<Name extends "who" | "state">({
  label,
  query,
  name,
  values,
  words,
}: {
  readonly label: ReactNode;
  readonly query: ListQuery;
  readonly name: Name;
  readonly values: readonly NonNullable<ListQuery[Name]>[];
  readonly words: Readonly<Record<NonNullable<ListQuery[Name]>, MessageDescriptor>>;
}) {
  const { _ } = useI18n();
  const id = useId();
  const chosen = query[name] ?? values[0];
  return (
    <div className="filter-row">
      <span id={id} className="muted">
        {label}
      </span>
      <ul aria-labelledby={id}>
        {values.map((value) => (
          <li key={value}>
            <Link
              to="."
              search={withFilter(query, { [name]: value })}
              className={value === chosen ? "chosen" : undefined}
              aria-current={value === chosen ? "true" : undefined}
            >
              {_(words[value])}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Choice({
  label,
  value,
  onChange,
  values,
  words,
  empty,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly values: readonly string[];
  readonly words: Readonly<Record<string, MessageDescriptor>>;
  readonly empty?: string;
}) {
  const { _ } = useI18n();
  return (
    <label className="filter-choice">
      <span className="muted">{label}</span>
      <select className="select" value={value} onChange={(event) => onChange(event.target.value)}>
        {empty !== undefined && <option value="">{empty}</option>}
        {values.map((each) => (
          <option key={each} value={each}>
            {_(words[each] ?? { id: each })}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Asked for when the officer says so, not letter by letter: each time it is written down who looked for what. */
function WordsFilter({ query, onQuery, words }: Props) {
  const [text, setText] = useState(query.q ?? "");
  return (
    <form
      className="field filter-words"
      onSubmit={(event) => {
        event.preventDefault();
        onQuery(withFilter(query, { q: text }));
      }}
    >
      <label htmlFor="filter" className="muted">
        <Trans>Reference or subject</Trans>
      </label>
      <input
        id="filter"
        type="search"
        ref={words}
        value={text}
        maxLength={200}
        autoComplete="off"
        aria-keyshortcuts="f"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button">
        <Trans context="button">Filter</Trans>
      </button>
    </form>
  );
}
