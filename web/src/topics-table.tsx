import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { TOPIC_POWER_WORDS, TOPIC_WORDS } from "@setu/ui/topic-words.ts";
import { TOPIC_POWERS, TOPICS, type Topic, type TopicPower, type Topics } from "@setu/requests/topics.ts";
import type { ReactNode } from "react";
import "./topics-table.css";

type Props = {
  readonly powers: readonly string[];
  /** What stands where a topic and a power meet; the names are those of both. */
  readonly cell: (at: Place, names: { readonly topic: string; readonly power: string }) => ReactNode;
};
type Place = { readonly power: TopicPower; readonly topic: Topic };

/**
 * Topics by powers. On a narrow screen each topic is a block and each cell says its power, so that nothing is scrolled
 * sideways; the roles stay, whatever the display.
 */
export function TopicsTable({ powers, cell }: Props) {
  const { _ } = useI18n();
  const held = TOPIC_POWERS.filter((power) => powers.includes(power));
  if (held.length === 0) return <Trans context="topics">None</Trans>;
  return (
    <table className="topics" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            <Trans context="topics">Topic</Trans>
          </th>
          {held.map((power) => (
            <th key={power} scope="col" role="columnheader">
              {_(TOPIC_POWER_WORDS[power])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {TOPICS.map((topic) => (
          <tr key={topic} role="row">
            <th scope="row" role="rowheader">
              {_(TOPIC_WORDS[topic])}
            </th>
            {held.map((power) => (
              <td key={power} role="cell" data-power={_(TOPIC_POWER_WORDS[power])}>
                {cell({ power, topic }, { topic: _(TOPIC_WORDS[topic]), power: _(TOPIC_POWER_WORDS[power]) })}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was given, to be read. */
export function GivenTopics({
  powers,
  topics,
}: {
  readonly powers: readonly string[];
  readonly topics: Topics;
}) {
  return (
    <TopicsTable
      powers={powers}
      cell={({ power, topic }) => {
        const level = topics[power]?.[topic];
        return level === undefined ? (
          <span className="muted">
            <Trans context="topics">no</Trans>
          </span>
        ) : (
          <Trans context="topics">to {level}</Trans>
        );
      }}
    />
  );
}
