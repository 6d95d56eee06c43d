import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { TOPIC_POWER_WORDS, TOPIC_WORDS } from "@setu/ui/topic-words.ts";
import { TOPIC_POWERS, TOPICS, type TopicPower, type Topics } from "@setu/requests/topics.ts";
import { useLang } from "@setu/ui";

type Props = { readonly powers: readonly string[]; readonly topics: Topics };

/** A line for each power that is given by topic, for where a table would stand in a table. */
export function TopicLines({ powers, topics }: Props) {
  const { _ } = useI18n();
  const held = TOPIC_POWERS.filter((power) => powers.includes(power));
  if (held.length === 0) return <Trans context="topics">None</Trans>;
  return (
    <ul className="plain">
      {held.map((power) => (
        <li key={power}>
          {_(TOPIC_POWER_WORDS[power])}: <Line power={power} topics={topics} />
        </li>
      ))}
    </ul>
  );
}

function Line({ power, topics }: { readonly power: TopicPower; readonly topics: Topics }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const given = TOPICS.flatMap((topic) => {
    const level = topics[power]?.[topic];
    return level === undefined ? [] : [{ topic: _(TOPIC_WORDS[topic]), level }];
  });
  const [first] = given;
  if (first === undefined) return <Trans context="topics">no topic</Trans>;
  if (given.length === TOPICS.length && given.every(({ level }) => level === first.level)) {
    const { level } = first;
    return <Trans context="topics">all topics, to {level}</Trans>;
  }
  const names = given.map(({ topic, level }) => t({ context: "topics", message: `${topic} to ${level}` }));
  return new Intl.ListFormat(lang, { type: "unit" }).format(names);
}
