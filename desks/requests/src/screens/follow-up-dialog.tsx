import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { dayWords, Modal, SelectField, useLang, useNow, usePlace, When } from "@setu/ui";
import { Suspense, useState } from "react";
import { days, fromFields, HALF_HOURS, presets, type Preset } from "./follow-up.ts";

const WORDS: Readonly<Record<Preset["key"], MessageDescriptor>> = {
  hours: msg`In two hours`,
  tomorrow: msg`Tomorrow morning`,
  monday: msg`On Monday morning`,
  week: msg`In a week`,
};

type Props = {
  readonly title: string;
  /** Whether there is a date to take away. */
  readonly removable: boolean;
  readonly onChoose: (at: number | null) => void;
  readonly onClose: () => void;
};

/** When to come back to it, in the desk's zone: one of the times that people mean, or a day of one's own. */
export default function FollowUpDialog({ title, removable, onChoose, onClose }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const now = useNow();
  const { node } = usePlace();
  const lang = useLang();
  const [day, setDay] = useState("");
  const [time, setTime] = useState("08:00");
  const [tried, setTried] = useState(false);
  const at = fromFields(day, time, node.zone, now);
  return (
    <Suspense fallback={null}>
      <Modal title={title} onClose={onClose}>
        <ul className="accounts officers">
          {presets(now, node.zone).map((each, index) => (
            <li key={each.key}>
              <button
                type="button"
                className="button"
                autoFocus={index === 0}
                onClick={() => onChoose(each.at)}
              >
                <strong>{_(WORDS[each.key])}</strong> <When at={each.at} both={false} />
              </button>
            </li>
          ))}
        </ul>
        <form
          className="follow-up-day"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (at !== null) onChoose(at);
          }}
        >
          <SelectField
            label={t`Another day`}
            error={tried && at === null ? t`Choose a day and an hour that are still to come.` : undefined}
            value={day}
            onChange={setDay}
            empty={t`Choose`}
            options={days(now, node.zone).map((each) => ({
              value: each.day,
              label: dayWords(each.at, node.zone, lang, now),
            }))}
          />
          <SelectField
            label={t`Hour, ${node.zone.label}`}
            value={time}
            onChange={setTime}
            options={HALF_HOURS.map((each) => ({ value: each, label: each }))}
          />
          {at !== null && (
            <p>
              <When at={at} />
            </p>
          )}
          <div className="actions">
            <button type="submit" className="button primary">
              <Trans context="button">Set the date</Trans>
            </button>
            {removable && (
              <button type="button" className="button" onClick={() => onChoose(null)}>
                <Trans context="button">Take the date away</Trans>
              </button>
            )}
            <button type="button" className="button" onClick={onClose}>
              <Trans context="button">Cancel</Trans>
            </button>
          </div>
        </form>
      </Modal>
    </Suspense>
  );
}
