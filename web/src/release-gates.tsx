import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import type { Gated } from "./release-data.ts";
import { Gate, type GatedView } from "./release-gate.tsx";
import { OUTCOME_WORDS } from "./release-words.ts";

type Props = {
  readonly view: GatedView & Pick<ReleaseView, "gates" | "leftOut" | "judgement">;
  readonly of?: Gated;
};

/** The gates that are asked, those that are not and why, and what the answers come to. */
export function Gates({ view, of = "releases" }: Props) {
  const { _ } = useI18n();
  const { judgement, gates, leftOut } = view;
  if (judgement === null) return null;
  return (
    <section className="panel" aria-labelledby="gates">
      <h2 id="gates">
        <Trans>Gates</Trans>
      </h2>
      <p role="status">
        {_(OUTCOME_WORDS[judgement.outcome] ?? { id: judgement.outcome })}{" "}
        <span translate="no">{judgement.gates.map((gate) => gate.toUpperCase()).join(", ")}</span>
      </p>
      {of === "releases" && judgement.neutral && (
        <p>
          <Trans>If the request is refused, take a ground that leaves as “Cannot assist”.</Trans>
        </p>
      )}
      {gates.map((gate) => (
        <Gate key={gate} view={view} of={of} gate={gate} />
      ))}
      {leftOut.length > 0 && (
        <details>
          <summary>
            <Trans>Not asked here, because</Trans>
          </summary>
          <ul>
            {leftOut.map(({ gate, because }) => (
              <li key={gate}>
                <strong>{gate.toUpperCase()}</strong> {because}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
