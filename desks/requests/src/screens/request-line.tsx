import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link, Moment, NATIVE, type Place, Tlp, useLang, useNow, usePlace, When } from "@setu/ui";
import { memo } from "react";
import type { DeskPresence, RequestRow } from "../api.ts";
import { cameWords } from "./came-words.ts";
import { Due } from "./clock-panel.tsx";
import type { Group } from "./groups.ts";
import { HeldFiles } from "./held-files.tsx";
import { LineDue } from "./line-due.tsx";
import { Caution } from "./line.tsx";
import { PutAwayBy } from "./put-away-by.tsx";
import { STATUS, URGENCY } from "./words.ts";

type Props = {
  readonly row: RequestRow;
  readonly gone: boolean;
  readonly group: Group;
  readonly selected: boolean;
  /** The name of who has it. */
  readonly officer: string | null;
  /** Who else of the desk has it open. */
  readonly present: readonly DeskPresence[] | undefined;
  readonly nameOf: (officer: string) => string;
  readonly onSelect: (item: string, range: boolean) => void;
};

/** One request of a list. Drawn again only when it changes: the minute tick reaches the cells with a time alone. */
export const RequestLine = memo(function RequestLine(props: Props) {
  const { row, gone, group, selected, officer, present = [], nameOf, onSelect } = props;
  const { _ } = useI18n();
  const { t } = useLingui();
  const { officer: me } = usePlace();
  const due = row.clock.state === "stopped" ? null : row.clock.due;
  // A row-group header that spans the table has no cells beside it, so each cell names its three headers.
  const of = (column: string): string => `group-${group} row-${row.ref} column-${column}`;
  return (
    <tr role="row" data-item={row.item} className={classOf(row, selected, gone)}>
      <td role="cell" headers={of("select")} className="cell-select">
        <label>
          <input
            type="checkbox"
            checked={selected}
            aria-label={t`Select ${row.ref}`}
            onChange={(event) => onSelect(row.item, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </label>
      </td>
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
        <Particulars row={row} me={me} />
      </td>
      <td role="cell" headers={of("handling")} className="cell-handling">
        <Tlp label={row.tlp} />
      </td>
      <td role="cell" headers={of("stage")} className="cell-stage">
        {STATUS[row.status] === undefined ? row.status : _(STATUS[row.status]!)}
        <PutAwayBy home={row.home} nameOf={nameOf} />
        {gone && (
          <strong className="sub">
            <Trans>No longer in this list</Trans>
          </strong>
        )}
      </td>
      <td role="cell" headers={of("officer")} className="cell-officer">
        <span className="narrow-words">
          <Trans context="filter">With:</Trans>{" "}
        </span>
        {officer === null ? (
          <span className="muted">
            <Trans context="who has it">nobody</Trans>
          </span>
        ) : (
          <bdi>{officer}</bdi>
        )}
        {row.home.assignee === me.id && (
          <>
            {" "}
            <Trans context="officer">(you)</Trans>
          </>
        )}
        {present.map((each) => (
          <AtWork key={each.officer} name={nameOf(each.officer)} doing={each.doing} />
        ))}
      </td>
      <td role="cell" headers={of("left")}>
        <Due clock={row.clock} />
      </td>
      <td role="cell" headers={of("due")} className={due === null ? "empty" : "cell-due"}>
        {due === null ? <None /> : <When at={due} />}
      </td>
    </tr>
  );
});

type AtWorkProps = { readonly name: string; readonly doing: DeskPresence["doing"] };

function AtWork({ name, doing }: AtWorkProps) {
  return doing === "writing" ? (
    <strong className="sub">
      <Trans>
        <bdi>{name}</bdi> is writing
      </Trans>
    </strong>
  ) : (
    <span className="sub muted">
      <Trans>
        <bdi>{name}</bdi> is reading
      </Trans>
    </span>
  );
}

const classOf = (row: RequestRow, selected: boolean, gone: boolean): string | undefined =>
  [row.unread && "unread", selected && "selected", gone && "gone"].filter(Boolean).join(" ") || undefined;

/** What else there is to know of it, in words: only what there is. */
function Particulars({ row, me }: { readonly row: RequestRow; readonly me: Place["officer"] }) {
  const { _ } = useI18n();
  const screen = useLang();
  const { messages, home } = row;
  const urgency = URGENCY[row.urgency];
  return (
    <span className="sub muted particulars">
      {row.cameBy !== null && <strong>{_(cameWords(row.cameBy))}</strong>}
      <HeldFiles count={row.heldFiles} />
      <span>{urgency === undefined ? row.urgency : _(urgency)}</span>
      {row.lang !== null && row.lang !== screen && <span lang={row.lang}>{NATIVE[row.lang]}</span>}
      {messages > 0 && (
        <span>
          <Plural value={messages} one="# message" other="# messages" />
        </span>
      )}
      {home.notes > 0 && (
        <span>
          <Plural value={home.notes} one="# note of ours" other="# notes of ours" />
        </span>
      )}
      {home.watchers.includes(me.id) && (
        <span>
          <Trans context="of a request">you watch</Trans>
        </span>
      )}
      {home.followUp !== null && <FollowUp at={home.followUp} />}
      <LineDue row={row} />
    </span>
  );
}

function FollowUp({ at }: { readonly at: number }) {
  const { node } = usePlace();
  const now = useNow();
  const when = <Moment at={at} zone={node.zone} />;
  return at <= now ? (
    <strong className="follow-up-due">
      <Trans>follow-up was due {when}</Trans>
    </strong>
  ) : (
    <span>
      <Trans>follow-up {when}</Trans>
    </span>
  );
}

const None = () => (
  <span className="muted">
    <span aria-hidden="true">–</span>
    <span className="visually-hidden">
      <Trans context="deadline">none</Trans>
    </span>
  </span>
);
