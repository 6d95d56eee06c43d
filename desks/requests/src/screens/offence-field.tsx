import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { api, SelectField, useLang, useNow } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import type { MyPowers } from "../powers.ts";
import { topicOfOffence, TOPICS } from "../topics.ts";
import { options } from "./codes.ts";
import { WHO_CAN } from "./rule-words.ts";
import { TOPIC_WORDS } from "@setu/ui/topic-words.ts";

type Props = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
};

/**
 * What it is about decides who of us may ask it. Offered are the offences of the topics in which this officer may; one that
 * a draft already bears stays, because the check says what stands against it. Until the rules are known, all are offered.
 */
export function OffenceField({ value, onChange, error }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { data } = useQuery({ queryKey: ["powers"], queryFn: () => api<MyPowers>("/powers") });
  const asks = data?.asks ?? TOPICS;
  const closed = TOPICS.filter((topic) => !asks.includes(topic) && topic !== "general");
  const offered = options("offence", lang, now).filter(
    (each) => each.value === value || asks.includes(topicOfOffence(each.value)),
  );
  const names = new Intl.ListFormat(lang).format(closed.map((topic) => _(TOPIC_WORDS[topic])));
  return (
    <>
      <SelectField
        label={t`Offence`}
        error={error}
        value={value}
        onChange={onChange}
        empty={t`Choose`}
        options={offered}
      />
      {closed.length > 0 && (
        <p className="muted">
          <Trans>Not offered: {names}.</Trans>{" "}
          <Trans>These topics are not among those in which you may ask.</Trans> {_(WHO_CAN.administer)}
        </p>
      )}
    </>
  );
}
