import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { label } from "@setu/requests/screens/codes.ts";
import type { SuspendCommand, SuspensionRow } from "@setu/requests/suspension.ts";
import { useLang, useNow, usePlace, When } from "@setu/ui";
import { OURS, REASONS, THEIRS } from "./suspension-words.ts";

type Props = {
  readonly of: SuspendCommand;
  readonly ours: boolean;
  /** When it was over; null while it is in force; undefined: it is not said yet. */
  readonly ended?: number | null;
};

/** What one suspension says, whole: codes that this version does not know stay readable as themselves. */
export function SuspensionFacts({ of, ours, ended }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { offences, agencies, level, direction, from, reason, review } = of;
  const list = (words: readonly string[]) => new Intl.ListFormat(lang).format(words);
  const what = list(offences.map((code) => label("offence", code, lang)));
  return (
    <>
      <p>
        <strong>{_((ours ? OURS : THEIRS)[direction])}</strong>
      </p>
      <dl className="facts">
        <div>
          <dt>{t({ context: "suspension", message: "In what" })}</dt>
          <dd>
            {offences.length === 0 ? <Trans>Whatever the offence</Trans> : <bdi>{what}</bdi>}
            {level > 0 && (
              <>
                {" · "}
                <Trans>from level {level} on</Trans>
              </>
            )}
          </dd>
        </div>
        {agencies.length > 0 && (
          <div>
            <dt>
              <Trans>Of these agencies alone</Trans>
            </dt>
            <dd>
              <bdi>{list(agencies.map((agency) => agencyName(agency, lang)))}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t({ context: "suspension", message: "Since" })}</dt>
          <dd>
            <When at={from} />
            {from > now && (
              <>
                {" "}
                <Trans>(it has not begun)</Trans>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t({ context: "suspension", message: "Why" })}</dt>
          <dd>{_(REASONS[reason])}</dd>
        </div>
        <div>
          <dt>
            <Trans>Looked at again</Trans>
          </dt>
          <dd>
            <When at={review} />
            {review <= now && typeof ended !== "number" && (
              <p>
                <strong>
                  <Trans>This date has passed; nothing ends by it.</Trans>
                </strong>
              </p>
            )}
          </dd>
        </div>
        {typeof ended === "number" && (
          <div>
            <dt>
              <Trans>Resumed</Trans>
            </dt>
            <dd>
              <When at={ended} />
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

/** One that was said, under the name of the side that said it. */
export function SuspensionOfSide({ row }: { readonly row: SuspensionRow }) {
  const lang = useLang();
  const { node, peer } = usePlace();
  const ours = row.party === node.party;
  return (
    <article>
      <h3>{(ours ? node : peer)?.name[lang] ?? row.party}</h3>
      <SuspensionFacts of={row} ours={ours} ended={row.ended} />
    </article>
  );
}

/** Said where it is asked for: an officer must not believe that danger to life has to wait. */
export function GoesOn() {
  return (
    <>
      <h3>
        <Trans>What goes on nevertheless</Trans>
      </h3>
      <ul className="goes-on">
        <li>
          <Trans>Warnings of danger to life, in both directions.</Trans>
        </li>
        <li>
          <Trans>Withdrawing, recalling, acknowledging, and saying what was destroyed.</Trans>
        </li>
        <li>
          <Trans>Refusing: it gives nothing.</Trans>
        </li>
        <li>
          <Trans>What was on its way arrives, and every clock runs as it did.</Trans>
        </li>
      </ul>
    </>
  );
}
