import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { STEPS, type LearningView } from "@setu/requests/learning.ts";
import { Link, onDeed, usePlace } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { didOf } from "./guide-deeds.ts";
import { GUIDE } from "./guide-steps.ts";
import { setGuided } from "./guided.ts";
import { useLearn, useLearning } from "./learning-data.ts";
import "./guide.css";

/** Beside the screens: the step that comes next, and what to press. It goes on by itself when the step was done. */
export default function Guide() {
  const { t } = useLingui();
  const { data } = useLearning();
  useProgress(data);
  if (data === undefined || !data.practice) return null;
  const step = STEPS[data.steps];
  return (
    <aside className="guide panel" aria-label={t`Guided scenario`}>
      <h2>
        <Trans>Guided scenario</Trans>
      </h2>
      <div role="status">{step === undefined ? <Finished /> : <Present number={data.steps} />}</div>
      <Course steps={data.steps} />
      <Buttons finished={step === undefined} />
    </aside>
  );
}

/** Each deed is held against the present step only: the scenario has one order. */
function useProgress(data: LearningView | undefined): void {
  const { officer } = usePlace();
  const client = useQueryClient();
  const learn = useLearn();
  const at = useRef(data);
  at.current = data;
  const begun = data !== undefined;
  useEffect(() => {
    if (!begun) return undefined;
    onDeed((deed) => {
      for (const did of didOf(deed)) {
        const { steps = 0, item = null } = at.current ?? {};
        const step = STEPS[steps];
        if (step === undefined || !GUIDE[step].met(did, { me: officer.id, item })) continue;
        const about = "item" in did ? did.item : item;
        if (at.current) at.current = { ...at.current, steps: steps + 1, item: about };
        learn(() => ({ steps: steps + 1, item: about }));
      }
    });
    // What the screens showed before is asked again: it may be the first step.
    void client.invalidateQueries({ queryKey: ["requests"] });
    return () => onDeed(null);
  }, [begun, client, learn, officer.id]);
}

function Present({ number }: { readonly number: number }) {
  const { _ } = useI18n();
  const step = GUIDE[STEPS[number] ?? "find"];
  const shown = number + 1;
  const all = STEPS.length;
  return (
    <>
      <p className="muted">
        <Trans>
          Step {shown} of {all}
        </Trans>
      </p>
      <p>
        <strong>{_(step.name)}</strong>
      </p>
      <p>{_(step.text)}</p>
      {step.keys.length > 0 && (
        <p>
          <Trans>Keys:</Trans>{" "}
          {step.keys.map((key) => (
            <kbd key={key} translate="no">
              {key}
            </kbd>
          ))}
        </p>
      )}
    </>
  );
}

const Finished = () => (
  <p>
    <strong>
      <Trans>You have done the whole scenario.</Trans>
    </strong>{" "}
    <Link to="/first-shift">
      <Trans context="screen">Before your first shift</Trans>
    </Link>
  </p>
);

/** The whole course in words: what was done, and what comes. */
function Course({ steps }: { readonly steps: number }) {
  const { _ } = useI18n();
  return (
    <details>
      <summary>
        <Trans>All steps</Trans>
      </summary>
      <ol>
        {STEPS.map((step, i) => (
          <li key={step} aria-current={i === steps ? "step" : undefined}>
            {_(GUIDE[step].name)}
            {i < steps && (
              <>
                {" · "}
                <Trans context="guide">done</Trans>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Buttons({ finished }: { readonly finished: boolean }) {
  const learn = useLearn();
  return (
    <div className="actions">
      <button type="button" className="button" onClick={() => setGuided(null)}>
        {finished ? (
          <Trans context="button">Close</Trans>
        ) : (
          <Trans context="button">Leave; it goes on from here later</Trans>
        )}
      </button>
      <button type="button" className="button" onClick={() => learn(() => ({ steps: 0, item: null }))}>
        <Trans context="button">Begin again</Trans>
      </button>
    </div>
  );
}
