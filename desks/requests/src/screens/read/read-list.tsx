import { useLingui as useI18n } from "@lingui/react";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Tlp, usePlace, When } from "@setu/ui";
import type { RequestRow } from "../../api.ts";
import type { ReadPage } from "../../read-pages.ts";
import { cameWords } from "../came-words.ts";
import { Due } from "../clock-panel.tsx";
import { LineDueWords } from "../line-due-words.tsx";
import { HeldFiles } from "../held-files.tsx";
import { Caution } from "../line.tsx";
import {
  CAME_WORDS,
  CONSIDER_WORDS,
  HELD_WORDS,
  NEWS_WORDS,
  RECALL_WORDS,
  SORT_WORDS,
  STATE_WORDS,
  WHO_WORDS,
} from "../list-words.ts";
import { PutAwayBy } from "../put-away-by.tsx";
import { STATUS, URGENCY } from "../words.ts";
import { requestPath, useReading } from "./links.ts";

type Props = Extract<ReadPage, { readonly kind: "list" }>;

export const LIST_TITLES: Readonly<Record<Props["view"], MessageDescriptor>> = {
  inbox: msg({ context: "screen", message: "Inbox" }),
  sent: msg({ context: "screen", message: "Sent requests" }),
  all: msg({ context: "screen", message: "All requests" }),
};

/** Each filter is a row of links: what a list shows is its address, here as on the screens. */
const FILTERS = [
  { name: "state", label: msg({ context: "filter", message: "Stage" }), words: STATE_WORDS, usual: "open" },
  { name: "who", label: msg({ context: "filter", message: "With" }), words: WHO_WORDS, usual: "any" },
  {
    name: "urgency",
    label: msg({ context: "filter", message: "Urgency" }),
    words: { "": msg({ context: "filter", message: "Any" }), ...URGENCY },
    usual: "",
  },
  {
    name: "held",
    label: msg({ context: "filter", message: "Files" }),
    words: { "": msg({ context: "filter, files", message: "Any" }), ...HELD_WORDS },
    usual: "",
  },
  {
    name: "recall",
    label: msg({ context: "filter", message: "Recalls" }),
    words: { "": msg({ context: "filter, recalls", message: "Any" }), ...RECALL_WORDS },
    usual: "",
  },
  {
    name: "consider",
    label: msg({ context: "filter", message: "Supply without a request" }),
    words: { "": msg({ context: "filter, own initiative", message: "Any" }), ...CONSIDER_WORDS },
    usual: "",
  },
  {
    name: "came",
    label: msg({ context: "filter", message: "Came" }),
    words: { "": msg({ context: "filter, how it came", message: "Any way" }), ...CAME_WORDS },
    usual: "",
  },
  {
    name: "news",
    label: msg({ context: "filter", message: "Since I looked" }),
    words: { "": msg({ context: "filter, what is new", message: "New or not" }), ...NEWS_WORDS },
    usual: "",
  },
  { name: "sort", label: msg({ context: "filter", message: "Order" }), words: SORT_WORDS, usual: "due" },
] as const;

/** A list of requests by pages. It says what it shows, and since when it has not looked. */
export function ReadList({ view, query, list }: Props) {
  const { _ } = useI18n();
  return (
    <>
      <h1>{_(LIST_TITLES[view])}</h1>
      <Filters view={view} query={query} />
      <p>
        {list.more ? (
          <Trans>More than {list.total} requests</Trans>
        ) : (
          <Plural value={list.total} one="# request" other="# requests" />
        )}
      </p>
      {list.rows.length > 0 && <Rows rows={list.rows} />}
      <Pages view={view} query={query} list={list} />
    </>
  );
}

function Filters({ view, query }: Pick<Props, "view" | "query">) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { href } = useReading();
  const { after: _after, before: _before, ...filters } = query;
  return (
    <nav className="filters" aria-label={t`Filters`}>
      {FILTERS.map(({ name, label, words, usual }) => (
        <ul key={name} aria-label={_(label)}>
          <li className="muted" aria-hidden="true">
            {_(label)}:
          </li>
          {Object.entries<MessageDescriptor>(words).map(([value, word]) => (
            <li key={value}>
              <a
                href={href(`/${view}`, { ...filters, [name]: value })}
                aria-current={(query[name] ?? usual) === value ? "true" : undefined}
              >
                {_(word)}
              </a>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function Rows({ rows }: { readonly rows: readonly RequestRow[] }) {
  return (
    <table className="rows" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            <Trans>Reference</Trans>
          </th>
          <th scope="col" role="columnheader">
            <Trans>Subject</Trans>
          </th>
          <th scope="col" role="columnheader">
            <Trans>Handling</Trans>
          </th>
          <th scope="col" role="columnheader">
            <Trans>Stage</Trans>
          </th>
          <th scope="col" role="columnheader">
            <Trans context="column">With</Trans>
          </th>
          <th scope="col" role="columnheader">
            <Trans context="column">Due</Trans>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <Row key={row.item} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { readonly row: RequestRow }) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { href, nameOf } = useReading();
  const { officer } = usePlace();
  const { assignee } = row.home;
  const due = row.clock.state === "stopped" ? null : row.clock.due;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <a href={href(requestPath(row.item))} className="mono" translate="no">
          {row.ref}
        </a>
        {row.unread && (
          <strong className="sub">
            <Trans context="unread request">New</Trans>
          </strong>
        )}
      </th>
      <td role="cell">
        <bdi lang={row.lang ?? undefined}>{row.title ?? t`No title`}</bdi>
        <Caution text={row.title ?? ""} />
        <span className="sub muted particulars">
          {row.cameBy !== null && <strong>{_(cameWords(row.cameBy))} </strong>}
          <span>{_(URGENCY[row.urgency] ?? { id: row.urgency })}</span> <LineDueWords row={row} />{" "}
          <HeldFiles count={row.heldFiles} />
        </span>
      </td>
      <td role="cell">
        <Tlp label={row.tlp} />
      </td>
      <td role="cell">
        {_(STATUS[row.status] ?? { id: row.status })}
        <PutAwayBy home={row.home} nameOf={nameOf} />
      </td>
      <td role="cell">
        {assignee === null ? (
          <span className="muted">
            <Trans context="who has it">nobody</Trans>
          </span>
        ) : (
          <bdi>{nameOf(assignee)}</bdi>
        )}
        {assignee === officer.id && (
          <>
            {" "}
            <Trans context="officer">(you)</Trans>
          </>
        )}
      </td>
      <td role="cell">
        <Due clock={row.clock} />
        {due !== null && (
          <span className="sub">
            <When at={due} />
          </span>
        )}
      </td>
    </tr>
  );
}

function Pages({ view, query, list }: Omit<Props, "kind">) {
  const { t } = useLingui();
  const { href } = useReading();
  const { after, before, ...filters } = query;
  const to = (page: Readonly<Record<string, string>>) => href(`/${view}`, { ...filters, ...page });
  if (list.next === null && list.previous === null && after === undefined) return null;
  return (
    <nav className="pages" aria-label={t`Pages of the list`}>
      {(list.previous !== null || after !== undefined || before !== undefined) && (
        <a href={to({})}>
          <Trans context="page">First page</Trans>
        </a>
      )}
      {list.previous !== null && (
        <a href={to({ before: list.previous })} rel="prev">
          <Trans context="page">Previous page</Trans>
        </a>
      )}
      {list.next !== null && (
        <a href={to({ after: list.next })} rel="next">
          <Trans context="page">Next page</Trans>
        </a>
      )}
    </nav>
  );
}
