import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Moment, NATIVE, Tlp, useLang, usePlace } from "@setu/ui";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { RequestRow } from "../api.ts";
import { Due } from "./clock-panel.tsx";
import type { Section } from "./frozen-list.ts";
import type { Group } from "./groups.ts";
import { Caution } from "./line.tsx";
import { STATUS, URGENCY } from "./words.ts";

const GROUP_NAMES: Readonly<Record<Group, ReactNode>> = {
  us: <Trans context="group">Waiting for us</Trans>,
  overdue: <Trans context="group">Overdue</Trans>,
  "within-2h": <Trans context="group">Within 2 hours</Trans>,
  "within-24h": <Trans context="group">Within 24 hours</Trans>,
  later: <Trans context="group">Later</Trans>,
  them: <Trans context="group">Waiting for them</Trans>,
  done: <Trans context="group">Finished</Trans>,
};

const COLUMNS = 8;

/**
 * One native table with a body per group, so that the columns of all groups agree. The roles are written out
 * because a table that is stacked on a narrow screen would lose them.
 */
export function RequestTable({
  sections,
  caption,
}: {
  readonly sections: readonly Section[];
  readonly caption: string;
}) {
  const { node, peer } = usePlace();
  return (
    <table className="requests" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <Head id="ref">
            <Trans>Reference</Trans>
          </Head>
          <Head id="subject">
            <Trans>Subject</Trans>
          </Head>
          <Head id="handling">
            <Trans>Handling</Trans>
          </Head>
          <Head id="stage">
            <Trans>Stage</Trans>
          </Head>
          <Head id="left">
            <Trans>Time left</Trans>
          </Head>
          <Head id="due">
            <Trans>Due, {node.zone.label}</Trans>
          </Head>
          <Head id="due-there">
            {peer === null ? <Trans>Due, other side</Trans> : <Trans>Due, {peer.zone.label}</Trans>}
          </Head>
          <Head id="messages">
            <Trans>Messages</Trans>
          </Head>
        </tr>
      </thead>
      {sections.map(({ group, rows }) => (
        <tbody key={group} role="rowgroup" className={`group-${group}`}>
          <tr role="row" className="group-row">
            <th scope="rowgroup" colSpan={COLUMNS} role="rowheader" id={`group-${group}`}>
              {GROUP_NAMES[group]} <span className="muted figures">({rows.length})</span>
            </th>
          </tr>
          {rows.map((row) => (
            <Row key={row.item} row={row} group={group} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

const Head = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <th scope="col" role="columnheader" id={`column-${id}`}>
    {children}
  </th>
);

const None = () => (
  <span className="muted">
    <span aria-hidden="true">–</span>
    <span className="visually-hidden">
      <Trans context="deadline">none</Trans>
    </span>
  </span>
);

/** Rows are drawn again only when they change: the minute tick reaches the time cells alone. */
const Row = memo(function Row({ row, group }: { readonly row: RequestRow; readonly group: Group }) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const screen = useLang();
  const { node, peer } = usePlace();
  const urgency = URGENCY[row.urgency];
  const due = row.clock.state === "stopped" ? null : row.clock.due;
  // A row-group header that spans the table has no cells beside it, so each cell names its three headers.
  const of = (column: string): string => `group-${group} row-${row.ref} column-${column}`;
  return (
    <tr role="row" className={row.unread ? "unread" : undefined}>
      <th
        scope="row"
        role="rowheader"
        id={`row-${row.ref}`}
        headers={`group-${group} column-ref`}
        className="cell-ref"
      >
        <Link
          to="/requests/$item"
          params={{ item: row.item }}
          className="mono"
          data-row={row.item}
          translate="no"
        >
          {row.ref}
        </Link>
        {row.unread && (
          <span className="new-word">
            <Trans context="unread request">New</Trans>
          </span>
        )}
      </th>
      <td role="cell" headers={of("subject")} className="cell-subject">
        <bdi lang={row.lang ?? undefined}>{row.title ?? t`No title`}</bdi>
        <Caution text={row.title ?? ""} />
        <span className="sub muted">
          {urgency === undefined ? row.urgency : _(urgency)}
          {row.lang !== null && row.lang !== screen && (
            <>
              {" · "}
              <span lang={row.lang}>{NATIVE[row.lang]}</span>
            </>
          )}
        </span>
      </td>
      <td role="cell" headers={of("handling")}>
        <Tlp label={row.tlp} />
      </td>
      <td role="cell" headers={of("stage")} className="cell-stage">
        {STATUS[row.status] === undefined ? row.status : _(STATUS[row.status]!)}
      </td>
      <td role="cell" headers={of("left")}>
        <Due clock={row.clock} />
      </td>
      <td role="cell" headers={of("due")} className={due === null ? "empty" : "cell-due"}>
        {due === null ? <None /> : <Moment at={due} zone={node.zone} />}
      </td>
      <td role="cell" headers={of("due-there")} className={due === null ? "empty" : "cell-due muted"}>
        {due === null || peer === null ? <None /> : <Moment at={due} zone={peer.zone} />}
      </td>
      <td role="cell" headers={of("messages")} className="cell-count figures">
        <span aria-hidden="true" className="wide-only">
          {row.messages}
        </span>
        <span className="narrow-words">
          <Plural value={row.messages} one="# message" other="# messages" />
        </span>
      </td>
    </tr>
  );
});
