import { Trans } from "@lingui/react/macro";
import { clockWords, Moment, Notice, useLang, usePlace } from "@setu/ui";
import type { ReactNode } from "react";
import type { Delivery as States } from "../api.ts";
import { label } from "./codes.ts";

const HALF_DAY = 12 * 3_600_000;

/** How far an act of ours has come, in plain words and in order. What is not yet known is said as such. */
export function Delivery({
  delivery,
  onTakeBack,
}: {
  readonly delivery: States;
  readonly onTakeBack?: ReactNode;
}) {
  const lang = useLang();
  const { node, peer } = usePlace();
  const there = peer?.name[lang] ?? "";
  // Within half a day the hour says which day: it stands under the whole instant of the act.
  const isSoon = (at: number): boolean => at - (delivery.saved ?? at) < HALF_DAY;
  const steps: readonly { readonly key: string; readonly at: number | null; readonly words: ReactNode }[] = [
    { key: "saved", at: delivery.saved, words: <Trans>Saved here</Trans> },
    { key: "signed", at: delivery.signed, words: <Trans>Sent, signed in our log</Trans> },
    { key: "receipted", at: delivery.receipted, words: <Trans>Received by the node of {there}</Trans> },
    { key: "applied", at: delivery.applied, words: <Trans>Checked there</Trans> },
    { key: "opened", at: delivery.opened, words: <Trans>Opened by a person there</Trans> },
  ];
  return (
    <>
      <ol className="delivery">
        {steps.map(({ key, at, words }) => (
          <li key={key} className={at === null ? "pending" : undefined}>
            {words}
            {at === null ? (
              <>
                {" – "}
                <Trans context="delivery">not yet</Trans>
              </>
            ) : (
              <>
                {" "}
                {isSoon(at) ? (
                  <time dateTime={new Date(at).toISOString()}>{clockWords(at, node.zone, lang)}</time>
                ) : (
                  <Moment at={at} zone={node.zone} />
                )}
              </>
            )}
          </li>
        ))}
      </ol>
      {onTakeBack}
      {delivery.declined !== null && (
        <Notice tone="warning">
          <p>
            <Trans>The other node could not take it: {label("decline", delivery.declined, lang)}.</Trans>
          </p>
        </Notice>
      )}
    </>
  );
}
