import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { DeskPresence } from "../api.ts";
import type { Section } from "./frozen-list.ts";
import type { Group } from "./groups.ts";
import { RequestLine } from "./request-line.tsx";

const GROUP_NAMES: Readonly<Record<Group, ReactNode>> = {
  newest: <Trans context="group">Newest change first</Trans>,
  us: <Trans context="group">Waiting for us</Trans>,
  overdue: <Trans context="group">Overdue</Trans>,
  "within-2h": <Trans context="group">Within 2 hours</Trans>,
  "within-24h": <Trans context="group">Within 24 hours</Trans>,
  later: <Trans context="group">Later</Trans>,
  them: <Trans context="group">Waiting for them</Trans>,
  done: <Trans context="group">Finished</Trans>,
};

const COLUMNS = 8;

type Props = {
  readonly sections: readonly Section[];
  readonly caption: string;
  readonly selected: ReadonlyMap<string, unknown>;
  readonly present: ReadonlyMap<string, readonly DeskPresence[]>;
  readonly nameOf: (officer: string) => string;
  /** `range`: up to here from the row that was chosen last. Kept the same between renderings. */
  readonly onSelect: (item: string, range: boolean) => void;
};

/**
 * One native table with a body per group, so that the columns of all groups agree. The roles are written out
 * because a table that is stacked on a narrow screen would lose them.
 */
export function RequestTable({ sections, caption, selected, present, nameOf, onSelect }: Props) {
  return (
    <table className="requests" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <Head id="select">
            <span className="visually-hidden">
              <Trans context="column">Selected</Trans>
            </span>
          </Head>
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
          <Head id="officer">
            <Trans context="column">With</Trans>
          </Head>
          <Head id="left">
            <Trans>Time left</Trans>
          </Head>
          <Head id="due">
            <Trans context="column">Due</Trans>
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
          {rows.map(({ row, gone }) => (
            <RequestLine
              key={row.item}
              row={row}
              gone={gone}
              group={group}
              selected={selected.has(row.item)}
              officer={row.home.assignee === null ? null : nameOf(row.home.assignee)}
              present={present.get(row.item)}
              nameOf={nameOf}
              onSelect={onSelect}
            />
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
