import { useLingui as useI18n } from "@lingui/react";
import { useLingui } from "@lingui/react/macro";
import { plural } from "@lingui/core/macro";
import { LIMITS, type Urgency } from "@setu/core/clock/limits.ts";
import type { ListName } from "@setu/core/codes/index.ts";
import { Choices, isLang, LANGS, NATIVE, SelectField, TextField, useLang, useNow, type Lang } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import { withTemplate } from "../texts/templates.ts";
import { finished } from "../texts/translations.ts";
import { options } from "./codes.ts";
import type { Draft } from "./drafts.ts";
import { FilesField } from "./files-field.tsx";
import { useKnown } from "./known.ts";
import { MarkingFields, newMarking } from "./marking-fields.tsx";
import { OffenceField } from "./offence-field.tsx";
import { SuspendedNew } from "./suspended.tsx";
import { PlacedText, toNextPlace } from "./placed-text.tsx";
import { TemplateBar } from "./template-bar.tsx";
import { TranslationsField } from "./translations-field.tsx";
import { URGENCY } from "./words.ts";

export type StepProps = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Names of what is missing, once the reader tried to go on. */
  readonly missing: readonly string[];
};

/** What each step needs before the next one opens. */
export const STEP_NEEDS = [
  ["title", "text", "translations", "kinds"],
  ["purpose", "offence", "basis", "link", "use"],
  ["urgency", "language"],
  [],
] as const;

/** Urgent levels must say why. */
export const needsReason = (urgency: unknown): boolean =>
  typeof urgency === "string" && urgency !== "routine";

export function missingIn(step: number, draft: Draft, lang: Lang): readonly string[] {
  const filled = (name: string): boolean => {
    if (name === "title" || name === "text") return draft[name].trim() !== "";
    if (name === "translations") return finished(draft.translations ?? [], lang) !== null;
    const value = draft.args[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== "";
  };
  const needs: readonly string[] = STEP_NEEDS[step] ?? [];
  const reason = step === 2 && needsReason(draft.args["urgency"]) ? ["reason"] : [];
  return [...needs, ...reason].filter((name) => !filled(name));
}

function useArgs({ draft, change, missing }: StepProps) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const set = (name: string, value: string | readonly string[]) => {
    const { [name]: _dropped, ...rest } = draft.args;
    change({ args: value === "" || value.length === 0 ? rest : { ...rest, [name]: value } });
  };
  const pick = (name: string, list: ListName, label: string, hint?: string) => (
    <SelectField
      label={label}
      {...(hint !== undefined && { hint })}
      error={missing.includes(name) ? t`Choose one.` : undefined}
      value={String(draft.args[name] ?? "")}
      onChange={(value) => set(name, value)}
      empty={t`Choose`}
      options={options(list, lang, now)}
    />
  );
  return { lang, now, set, pick };
}

export function WhatStep(props: StepProps) {
  const { t } = useLingui();
  const { lang, now, set } = useArgs(props);
  const { draft, change, missing } = props;
  const textLang = draft.lang ?? lang;
  const kinds = draft.args["kinds"];
  const blocks = { act: "ask", role: "asker" as const, known: useKnown(null) };
  const field = useRef<HTMLTextAreaElement>(null);
  const [begun, setBegun] = useState(0);
  // The text of a template is there only after it has been drawn.
  useEffect(() => {
    if (begun > 0 && field.current !== null) toNextPlace(field.current, 0);
  }, [begun]);
  return (
    <>
      <Choices
        kind="radio"
        label={t`Language of the text`}
        value={[textLang]}
        onChange={([chosen]) => change({ lang: isLang(chosen) ? chosen : null })}
        options={LANGS.map((each) => ({ value: each, label: NATIVE[each] }))}
      />
      <TemplateBar
        onChoose={(template) => {
          change(withTemplate(draft, template, textLang));
          setBegun(begun + 1);
        }}
      />
      <TextField
        label={t`Subject`}
        hint={t`A few words by which both sides recognise the matter. No names of persons.`}
        error={missing.includes("title") ? t`Write a subject.` : undefined}
        value={draft.title}
        onChange={(title) => change({ title })}
        max={200}
        lang={textLang}
      />
      <PlacedText
        field={field}
        label={t`What do you ask, and what is known?`}
        hint={t`What you write stays as you write it; it is not translated.`}
        error={missing.includes("text") ? t`Write what the other side needs.` : undefined}
        value={draft.text}
        onChange={(text) => change({ text })}
        rows={8}
        max={48_000}
        lang={textLang}
        blocks={blocks}
      />
      <TranslationsField
        original={textLang}
        translations={draft.translations ?? []}
        onChange={(translations) => change({ translations })}
        blocks={blocks}
        showErrors={missing.includes("translations")}
      />
      <Choices
        kind="checkbox"
        label={t`Information asked for`}
        error={missing.includes("kinds") ? t`Choose at least one.` : undefined}
        value={Array.isArray(kinds) ? kinds : []}
        onChange={(value) => set("kinds", value)}
        options={options("information", lang, now)}
      />
      <FilesField files={draft.files} onChange={(files) => change({ files })} />
    </>
  );
}

export function BasisStep(props: StepProps) {
  const { t } = useLingui();
  const { pick, set } = useArgs(props);
  const { draft, missing } = props;
  return (
    <>
      {pick("purpose", "purpose", t`Purpose`)}
      <OffenceField
        value={String(draft.args["offence"] ?? "")}
        onChange={(offence) => set("offence", offence)}
        error={missing.includes("offence") ? t`Choose one.` : undefined}
      />
      <SuspendedNew offence={String(draft.args["offence"] ?? "")} flash={draft.args["urgency"] === "flash"} />
      {pick("basis", "legal-basis", t`Legal basis`)}
      {pick(
        "link",
        "link",
        t`Link between the person and the purpose`,
        t`What the person or account asked about has to do with the offence.`,
      )}
      {pick("use", "use", t`Permitted use`, t`What you will do with the answer, and nothing beyond it.`)}
    </>
  );
}

/** How long the other side has, by the rule. */
function limitWords(urgency: Urgency): string {
  const { unit, n } = LIMITS[urgency].limit;
  switch (unit) {
    case "minutes":
      return plural(n, { one: "# minute", other: "# minutes" });
    case "hours":
      return plural(n, { one: "# hour", other: "# hours" });
    case "calendarDays":
      return plural(n, { one: "# calendar day", other: "# calendar days" });
    case "workingDays":
      return plural(n, { one: "# working day", other: "# working days" });
  }
}

export function UrgencyStep(props: StepProps) {
  const { t } = useLingui();
  const { set, pick } = useArgs(props);
  const { _ } = useI18n();
  const { draft, missing } = props;
  const urgency = draft.args["urgency"];
  return (
    <>
      <Choices
        kind="radio"
        label={t({ context: "field", message: "Urgency" })}
        hint={t`The other side can contest it. Flash is only for a threat to life.`}
        error={missing.includes("urgency") ? t`Choose one.` : undefined}
        value={typeof urgency === "string" ? [urgency] : []}
        onChange={([chosen]) => set("urgency", chosen ?? "")}
        options={Object.entries(URGENCY).map(([value, words]) => ({
          value,
          label: _(words),
          note: <span className="muted"> · {limitWords(value as Urgency)}</span>,
        }))}
      />
      {needsReason(urgency) && pick("reason", "urgency-reason", t`Reason of the urgency`)}
      {pick("language", "language", t`Language of the answer`)}
    </>
  );
}

export function HandlingStep({ draft, change, missing }: StepProps) {
  return (
    <MarkingFields mark={draft.mark ?? newMarking()} onChange={(mark) => change({ mark })} errors={missing} />
  );
}
