import { Trans, useLingui } from "@lingui/react/macro";
import type { Topic, TopicPower, Topics } from "@setu/requests/topics.ts";
import { TopicsTable } from "../topics-table.tsx";

type Props = {
  readonly powers: readonly string[];
  readonly topics: Topics;
  readonly onChange: (topics: Topics) => void;
};

const LEVELS = ["0", "1", "2", "3", "4"];

/** For each power that is chosen, up to which level in each topic. Nothing chosen is nothing given. */
export function TopicsField({ powers, topics, onChange }: Props) {
  const { t } = useLingui();
  const set = (power: TopicPower, topic: Topic, level: string) => {
    const { [topic]: _, ...rest } = topics[power] ?? {};
    onChange({ ...topics, [power]: level === "" ? rest : { ...rest, [topic]: Number(level) } });
  };
  return (
    <fieldset className="field">
      <legend>
        <Trans>Topics, and up to which level in each</Trans>
      </legend>
      <p className="hint">
        <Trans>From 0, nothing marked, to 4. Where no level is chosen the power gives nothing.</Trans>
      </p>
      <TopicsTable
        powers={powers}
        cell={(at, { topic, power }) => (
          <select
            aria-label={t({ context: "topics", message: `${topic}: ${power}, up to level` })}
            value={String(topics[at.power]?.[at.topic] ?? "")}
            onChange={(event) => set(at.power, at.topic, event.target.value)}
          >
            <option value="">{t({ context: "topics", message: "no" })}</option>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {level}
              </option>
            ))}
          </select>
        )}
      />
    </fieldset>
  );
}
