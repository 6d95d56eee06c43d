import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { DIRECTIONS, SUSPENSION_REASONS, type Direction, type SuspensionReason } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import { AGENCIES } from "@setu/requests/screens/agencies.ts";
import { label } from "@setu/requests/screens/codes.ts";
import { topicOfOffence, TOPICS } from "@setu/requests/topics.ts";
import { Choices, newId, SelectField, useLang, useNow } from "@setu/ui";
import { TOPIC_WORDS } from "@setu/ui/topic-words.ts";
import { useState } from "react";
import { ProvingProblem } from "./proving-problem.tsx";
import { useProving } from "./proving.ts";
import { suspend, SUSPENSIONS } from "./suspension-data.ts";
import { OURS, REASONS } from "./suspension-words.ts";

const DAY = 86_400_000;
/** When it is looked at again; nothing is typed. */
const DAYS = [7, 14, 30, 60, 90, 180];
const LEVELS = ["0", "1", "2", "3", "4"];
/** A topic is our own word: what the other side hears are the offences that belong to it. `general` has none of its own. */
const SUSPENDABLE = TOPICS.filter((topic) => topic !== "general");
const offencesOf = (topics: readonly string[]) =>
  [...LISTS.offence.keys()].filter((code) => topics.includes(topicOfOffence(code))).toSorted();

/** In what the exchange shall be suspended: a proposal, until another who leads has confirmed exactly this. */
export function SuspendForm() {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const [whole, setWhole] = useState("");
  const [topics, setTopics] = useState<readonly string[]>([]);
  const [agencies, setAgencies] = useState<readonly string[]>([]);
  const [level, setLevel] = useState("0");
  const [direction, setDirection] = useState("");
  const [reason, setReason] = useState("");
  const [days, setDays] = useState("");
  const propose = useProving<void>(SUSPENSIONS);
  const offences = whole === "topics" ? offencesOf(topics) : [];
  const ready = (whole === "all" || offences.length > 0) && direction !== "" && reason !== "" && days !== "";
  const said = new Intl.ListFormat(lang).format(offences.map((code) => label("offence", code, lang)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || propose.isPending) return;
        const command = {
          id: newId(),
          offences,
          agencies: agencies.toSorted(),
          level: Number(level),
          direction: direction as Direction,
          from: now,
          reason: reason as SuspensionReason,
          review: now + Number(days) * DAY,
        };
        propose.mutate(() => suspend(command), { onSuccess: () => setWhole("") });
      }}
    >
      <Choices
        kind="radio"
        label={t`In what the exchange is suspended`}
        value={[whole]}
        onChange={([chosen = ""]) => setWhole(chosen)}
        options={[
          { value: "topics", label: t`In these topics` },
          { value: "all", label: t`In everything` },
        ]}
      />
      {whole === "topics" && (
        <>
          <Choices
            kind="checkbox"
            label={t({ context: "suspension", message: "Topics" })}
            hint={t`A topic is our own word. The other side is told the offences that belong to it.`}
            value={topics}
            onChange={setTopics}
            options={SUSPENDABLE.map((value) => ({ value, label: _(TOPIC_WORDS[value]) }))}
          />
          {offences.length > 0 && (
            <p>
              <Trans>The other side is told:</Trans> <bdi>{said}</bdi>
            </p>
          )}
        </>
      )}
      <Choices
        kind="checkbox"
        label={t`Only of these agencies`}
        hint={t`If none is chosen, whichever the agency.`}
        value={agencies}
        onChange={setAgencies}
        options={AGENCIES.map(({ id, name }) => ({ value: id, label: name[lang] }))}
      />
      <SelectField
        label={t`Only from this level on`}
        hint={t`0: whatever the marking. No level can be sent yet: from 1 on it stops nothing today.`}
        value={level}
        onChange={setLevel}
        options={LEVELS.map((value) => ({ value, label: value }))}
      />
      <Choices
        kind="radio"
        label={t`What stops`}
        value={[direction]}
        onChange={([chosen = ""]) => setDirection(chosen)}
        options={DIRECTIONS.map((value) => ({ value, label: _(OURS[value]) }))}
      />
      <SelectField
        label={t({ context: "suspension", message: "Why" })}
        hint={t`The other side is told this word and no more.`}
        value={reason}
        onChange={setReason}
        empty={t`Choose…`}
        options={SUSPENSION_REASONS.map((value) => ({ value, label: _(REASONS[value]) }))}
      />
      <SelectField
        label={t`Looked at again after`}
        hint={t`Nothing ends by that date: two persons resume.`}
        value={days}
        onChange={setDays}
        empty={t`Choose…`}
        options={DAYS.map((value) => ({ value: String(value), label: t`${value} days` }))}
      />
      {propose.error !== null && <ProvingProblem error={propose.error} />}
      <div className="actions">
        <button type="submit" className="button primary" aria-disabled={!ready || propose.isPending}>
          <Trans context="button">Propose the suspension</Trans>
        </button>
      </div>
      <div role="status">
        {propose.isSuccess && <Trans>Proposed. It counts when another who leads has confirmed it.</Trans>}
      </div>
    </form>
  );
}
