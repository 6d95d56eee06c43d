import { Trans, useLingui } from "@lingui/react/macro";
import { Choices, isLang, LANGS, NATIVE, TextField, type Lang } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import { gapsOf, MAX_TRANSLATIONS, type DraftTranslation } from "../texts/translations.ts";
import { PlacedText, type Blocks } from "./placed-text.tsx";

type Props = {
  /** The language of the original. */
  readonly original: Lang;
  readonly translations: readonly DraftTranslation[];
  readonly onChange: (translations: readonly DraftTranslation[]) => void;
  readonly blocks: Blocks;
  readonly showErrors: boolean;
};

const NEW: DraftTranslation = { lang: null, text: "", how: null, by: "" };
const MAX = { text: 48_000, by: 200 } as const;

/** Courtesy translations that go along with a text, each with who answers for it. */
export function TranslationsField({ original, translations, onChange, blocks, showErrors }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // What was pressed has gone, or something has come before it: the focus goes where one goes on.
  const [next, setNext] = useState<string | null>(null);
  useEffect(() => {
    if (next === null) return;
    box.current?.querySelector<HTMLElement>(next)?.focus();
    setNext(null);
  }, [next]);
  return (
    <div className="translations" ref={box}>
      {translations.map((each, index) => (
        <One
          // By place: a language may still be chosen.
          key={index}
          one={each}
          taken={[original, ...translations.filter((other) => other !== each).map(({ lang }) => lang)]}
          gaps={showErrors ? gapsOf(translations, index, original) : []}
          blocks={blocks}
          onChange={(part) =>
            onChange(translations.map((other, at) => (at === index ? { ...other, ...part } : other)))
          }
          onRemove={() => {
            onChange(translations.filter((_, at) => at !== index));
            setNext(".add-translation button");
          }}
        />
      ))}
      {translations.length < MAX_TRANSLATIONS && (
        <p className="add-translation">
          <button
            type="button"
            className="button"
            onClick={() => {
              onChange([...translations, NEW]);
              setNext(`.translation-field:nth-child(${translations.length + 1}) input`);
            }}
          >
            <Trans context="button">Add a translation</Trans>
          </button>
        </p>
      )}
    </div>
  );
}

type OneProps = {
  readonly one: DraftTranslation;
  readonly taken: readonly (Lang | null)[];
  readonly gaps: ReturnType<typeof gapsOf>;
  readonly blocks: Blocks;
  readonly onChange: (part: Partial<DraftTranslation>) => void;
  readonly onRemove: () => void;
};

function One({ one, taken, gaps, blocks, onChange, onRemove }: OneProps) {
  const { t } = useLingui();
  const [sure, setSure] = useState(false);
  const { lang, text, how, by } = one;
  return (
    <fieldset className="field translation-field">
      <legend>
        <Trans>Courtesy translation; the original decides</Trans>
      </legend>
      <Choices
        kind="radio"
        label={t`Language of the translation`}
        error={gaps.includes("lang") ? t`Choose one.` : undefined}
        value={lang === null ? [] : [lang]}
        onChange={([chosen]) => onChange({ lang: isLang(chosen) ? chosen : null })}
        options={LANGS.filter((each) => !taken.includes(each)).map((each) => ({
          value: each,
          label: NATIVE[each],
        }))}
      />
      <PlacedText
        label={t({ context: "field", message: "Translation" })}
        error={gaps.includes("text") ? t`Write the translation, or remove it.` : undefined}
        value={text}
        onChange={(written) => onChange({ text: written })}
        rows={6}
        max={MAX.text}
        lang={lang}
        blocks={blocks}
      />
      <Choices
        kind="radio"
        label={t({ context: "field", message: "Translated" })}
        error={gaps.includes("how") ? t`Choose one.` : undefined}
        value={how === null ? [] : [how]}
        onChange={([chosen]) => onChange({ how: chosen === "machine" ? "machine" : "human" })}
        options={[
          { value: "human", label: t`by a person` },
          { value: "machine", label: t`by a machine` },
        ]}
      />
      <TextField
        label={how === "machine" ? t`Program, if known` : t`Translator`}
        error={gaps.includes("by") ? t`Say who translated it.` : undefined}
        value={by}
        onChange={(name) => onChange({ by: name })}
        max={MAX.by}
      />
      <button
        type="button"
        className="button"
        onClick={() => (sure || text.trim() === "" ? onRemove() : setSure(true))}
      >
        {sure ? (
          <Trans context="button">Really remove the translation</Trans>
        ) : (
          <Trans context="button">Remove the translation</Trans>
        )}
      </button>
    </fieldset>
  );
}
