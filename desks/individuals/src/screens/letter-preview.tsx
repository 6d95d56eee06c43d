import { useLingui } from "@lingui/react/macro";
import { Choices, LANGS, NATIVE, useNow, usePlace, type Lang, type Zone } from "@setu/ui";
import { wallOf } from "@setu/ui/wall.ts";
import { useState } from "react";
import type { CaseView } from "../api.ts";
import { letterOf } from "../letter.ts";
import { isNeutral } from "../outcomes.ts";

type Props = {
  readonly view: CaseView;
  /** Null: it was not admissible. */
  readonly outcome: string | null;
  /** What is disclosed. */
  readonly text: string;
};

const dayOf = (at: number, zone: Zone): string => new Date(wallOf(at, zone)).toISOString().slice(0, 10);

/** The letter as it will be, by the very function that writes it: in the person's language first, and in the others. */
export function LetterPreview({ view, outcome, text }: Props) {
  const { t } = useLingui();
  const { capital } = usePlace();
  const now = useNow();
  const [shown, setShown] = useState<Lang>(view.lang);
  const leaves =
    view.leaves ?? (outcome !== null && isNeutral(outcome) ? Math.max(now, view.clock.due ?? now) : now);
  const letter = letterOf(shown, {
    ref: view.ref,
    name: view.person?.name ?? "…",
    kind: view.kind,
    outcome,
    ground: view.ground,
    text,
    day: dayOf(leaves, capital),
  });
  return (
    <>
      <Choices
        kind="radio"
        label={t`What the letter says, in`}
        value={[shown]}
        onChange={([lang = view.lang]) => setShown(lang as Lang)}
        options={LANGS.map((lang) => ({ value: lang, label: NATIVE[lang] }))}
      />
      <p className="letter" lang={shown} id="letter-words">
        {letter}
      </p>
    </>
  );
}
