import { useLingui } from "@lingui/react/macro";
import { Choices, useLang, useNow } from "@setu/ui";
import { EVALUATED } from "../evaluation.ts";
import { SCALES } from "../lists.ts";
import { notation } from "../scales.ts";
import { options } from "./codes.ts";
import type { Draft } from "./drafts.ts";

/** Arguments of an evaluation, as a draft keeps them. */
const EVALUATION_ARGS = ["scheme", "source", "information"] as const;
type Args = Draft["args"];

/** Beside which acts an evaluation is offered: a message is evaluated afterwards, where somebody wants it. */
export const isEvaluable = (act: string, moves: readonly string[]): boolean =>
  act !== "message" && EVALUATED.includes(act) && moves.includes("evaluate");

/** The evaluation that was chosen; null when none was, or half of one. */
export function chosen(args: Args): Pick<Args, (typeof EVALUATION_ARGS)[number]> | null {
  const { scheme, source, information } = args;
  if (scheme === undefined || source === undefined || information === undefined) return null;
  return { scheme, source, information };
}

/** Something is chosen, and not all of it. */
export const isHalf = (args: Args): boolean =>
  chosen(args) === null && EVALUATION_ARGS.some((name) => args[name] !== undefined);

export const withoutEvaluation = (args: Args): Args =>
  Object.fromEntries(
    Object.entries(args).filter(([name]) => !(EVALUATION_ARGS as readonly string[]).includes(name)),
  );

type Props = {
  readonly args: Args;
  readonly onChange: (args: Args) => void;
  /** None may be left away; else there is a choice "not evaluated". */
  readonly required: boolean;
  readonly showErrors: boolean;
};

const NONE = "";

/** Scheme, source and information, each code with what it means beside it. */
export function EvaluationFields({ args, onChange, required, showErrors }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const scheme = String(args["scheme"] ?? NONE);
  const scales = Object.hasOwn(SCALES, scheme) ? SCALES[scheme] : undefined;
  const rest = withoutEvaluation(args);
  const missing = (name: string) =>
    showErrors && (required || scheme !== NONE) && args[name] === undefined ? t`Choose one.` : undefined;
  const coded = (name: "source" | "information") =>
    scales === undefined
      ? []
      : options(scales[name], lang, now).map(({ value, label }) => ({
          value,
          label: `${name === "source" ? notation({ source: value, information: "" }) : notation({ source: "", information: value })} · ${label}`,
        }));
  return (
    <>
      <Choices
        kind="radio"
        label={t`Evaluation`}
        hint={t`How reliable it is. The other side sees who says so, and may propose another.`}
        error={missing("scheme")}
        value={[scheme]}
        onChange={([value = NONE]) => onChange(value === NONE ? rest : { ...rest, scheme: value })}
        options={[
          ...(required ? [] : [{ value: NONE, label: t`Not evaluated` }]),
          ...options("evaluation-scheme", lang, now),
        ]}
      />
      {scales !== undefined && (
        <>
          <Choices
            kind="radio"
            label={t`How reliable the source is`}
            error={missing("source")}
            value={[String(args["source"] ?? NONE)]}
            onChange={([value = NONE]) => onChange({ ...args, source: value })}
            options={coded("source")}
          />
          <Choices
            kind="radio"
            label={t`How reliable the information is`}
            error={missing("information")}
            value={[String(args["information"] ?? NONE)]}
            onChange={([value = NONE]) => onChange({ ...args, information: value })}
            options={coded("information")}
          />
        </>
      )}
    </>
  );
}
