import { useLingui as useI18n } from "@lingui/react";
import { useLingui } from "@lingui/react/macro";
import { SelectField, useLang, useNow, type Lang } from "@setu/ui";
import { finished } from "../texts/translations.ts";
import { isForPart, isNeutral, options } from "./codes.ts";
import type { Draft } from "./drafts.ts";
import { chosen, isHalf } from "./evaluation-fields.tsx";
import { FORMS } from "./forms.ts";
import { UntilField } from "./until-field.tsx";
import { URGENCY } from "./words.ts";

type Props = {
  readonly act: string;
  readonly urgency: string;
  readonly due: number | null;
  /** A part of the answer has gone, so only the rest can be refused. */
  readonly partGone: boolean;
  readonly args: Draft["args"];
  readonly onChange: (args: Draft["args"]) => void;
  readonly showErrors: boolean;
};

/** The codes of one act, each from its closed list. */
export function ArgFields({ act, urgency, due, partGone, args, onChange, showErrors }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const form = FORMS[act]!;
  const set = (name: string, value: string | number | undefined) => {
    const { [name]: _dropped, ...rest } = args;
    onChange(value === undefined || value === "" ? rest : { ...rest, [name]: value });
  };
  const missing = (name: string) => (showErrors && args[name] === undefined ? t`Choose one.` : undefined);
  const labels: Readonly<Record<string, string>> = {
    reason: t({ context: "field", message: "Reason" }),
    outcome: t({ context: "field", message: "Outcome" }),
    kind: t`What has to be clarified`,
    ground: act === "refuse" ? t`Ground of refusal` : t`On which ground`,
  };
  const ground = args["ground"];
  return (
    <>
      {form.urgency && (
        <SelectField
          label={t({ context: "field", message: "Urgency" })}
          value={String(args["urgency"] ?? "")}
          onChange={(value) => set("urgency", value)}
          empty={t`Choose`}
          error={missing("urgency")}
          options={Object.entries(URGENCY).map(([value, words]) => ({ value, label: _(words) }))}
        />
      )}
      {Object.entries(form.lists).map(([name, list]) => (
        <SelectField
          key={name}
          label={labels[name] ?? name}
          value={String(args[name] ?? "")}
          onChange={(value) => set(name, value)}
          empty={t`Choose`}
          error={form.urgency ? undefined : missing(name)}
          {...(list === "refusal" &&
            typeof ground === "string" &&
            isNeutral(ground) && {
              hint: t`The other side learns only “Cannot assist”, when the deadline comes, without a text. The ground itself stays in our own log.`,
            })}
          options={options(list, lang, now).filter(
            ({ value }) => list !== "refusal" || !partGone || isForPart(value),
          )}
        />
      ))}
      {form.until && (act === "clarify" || act === "extend" || act === "kept") && (
        <UntilField
          act={act}
          urgency={urgency}
          due={due}
          value={typeof args["until"] === "number" ? args["until"] : undefined}
          onChange={(until) => set("until", until)}
          error={missing("until")}
        />
      )}
    </>
  );
}

/** A translation of nothing is none. */
export const needsText = (act: string, { translations = [] }: Draft): boolean =>
  FORMS[act]!.text === "required" || translations.length > 0;

/** Whether everything an act needs has been chosen and written. */
export function isComplete(act: string, draft: Draft, lang: Lang): boolean {
  const form = FORMS[act]!;
  const names = [...(form.urgency ? ["urgency"] : Object.keys(form.lists)), ...(form.until ? ["until"] : [])];
  return (
    names.every((name) => draft.args[name] !== undefined) &&
    (form.evaluation ? chosen(draft.args) !== null : !isHalf(draft.args)) &&
    (!needsText(act, draft) || draft.text.trim() !== "") &&
    finished(draft.translations ?? [], lang) !== null
  );
}
