import { Trans, useLingui } from "@lingui/react/macro";
import { Choices, isLang, LANGS, NATIVE, TextField, useLang, usePlace, type Lang } from "@setu/ui";
import { useState, type ReactNode } from "react";
import type { RequestView, TimelineAct } from "../api.ts";
import type { HomeAct } from "../home.ts";
import { deskOf, useDraft, useDrafts } from "./drafts.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";
import { Clash, SaveLine } from "./save-line.tsx";
import { OurTranslation } from "./translated.tsx";

const MAX_TEXT = 10_000;
const HOWS = ["human", "machine"] as const;

/** What our own side made of an act, to stand beside it. */
export const besideOf = ({ ours }: RequestView, id: string): readonly ReactNode[] =>
  ours.translations
    .filter((each) => each.args["of"] === id)
    .map((each) => <Named key={each.id} act={each} />);

function Named({ act }: { readonly act: HomeAct }) {
  const { nameOf } = useOfficers();
  return <OurTranslation act={act} name={nameOf(act.by)} />;
}

type Props = { readonly view: RequestView; readonly act: TimelineAct; readonly ours: Ours };

/** Opens where one translates for our own side; what was begun there is open again. */
export function TranslateForUs(props: Props) {
  const { view, act } = props;
  const { acts } = useDrafts(view.item);
  const [open, setOpen] = useState(false);
  const begun = Object.hasOwn(acts, keyOf(act));
  if (act.side !== "them" || act.body === null || act.body.text === "") return null;
  if (open || begun)
    return <TranslateForm {...props} original={act.body.lang} onClose={() => setOpen(false)} />;
  return (
    <p>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        <Trans context="button">Translate it for us</Trans>
      </button>
    </p>
  );
}

/** Drafts are kept by act; this one by the act that it translates. */
const keyOf = ({ id }: TimelineAct): string => `translate.${id}`;

function TranslateForm({
  view,
  act,
  original,
  ours,
  onClose,
}: Props & {
  /** The language of what they wrote. */
  readonly original: Lang;
  readonly onClose: () => void;
}) {
  const { t } = useLingui();
  const { node } = usePlace();
  const screen = useLang();
  const key = keyOf(act);
  const [draft, change] = useDraft(view.item, key);
  const { acts } = useDrafts(view.item);
  const [tried, setTried] = useState(false);
  const [sure, setSure] = useState(false);
  const { lang } = draft;
  const how = HOWS.find((each) => each === draft.args["how"]);
  const whole = lang !== null && how !== undefined && draft.text.trim() !== "";
  const desk = deskOf(view.item);
  const keep = async () => {
    setTried(true);
    if (!whole) return;
    if (!(await ours.act({ do: "translate", args: { of: act.id, lang, how }, text: draft.text }))) return;
    onClose();
    await desk.sent(key);
  };
  return (
    <form
      className="translate-form"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void keep();
      }}
    >
      <Clash item={view.item} act={key} />
      <Choices
        kind="radio"
        label={t`Language of the translation`}
        error={tried && lang === null ? t`Choose one.` : undefined}
        value={lang === null ? [] : [lang]}
        onChange={([chosen]) => change({ lang: isLang(chosen) ? chosen : null })}
        options={LANGS.filter((each) => each !== original).map((each) => ({
          value: each,
          label: NATIVE[each],
        }))}
      />
      <TextField
        label={t`Our own translation; it stays in ${node.name[screen]}`}
        error={tried && draft.text.trim() === "" ? t`Write the translation.` : undefined}
        value={draft.text}
        onChange={(text) => change({ text })}
        rows={5}
        max={MAX_TEXT}
        {...(lang !== null && { lang })}
      />
      <Choices
        kind="radio"
        label={t({ context: "field", message: "Translated" })}
        error={tried && how === undefined ? t`Choose one.` : undefined}
        value={how === undefined ? [] : [how]}
        onChange={([chosen]) => change({ args: chosen === undefined ? {} : { how: chosen } })}
        options={[
          { value: "human", label: t`by a person` },
          { value: "machine", label: t`by a machine` },
        ]}
      />
      {acts[key] !== undefined && <SaveLine item={view.item} />}
      <div className="actions">
        <button type="submit" className="button" aria-keyshortcuts="Control+Enter">
          <Trans context="button">Keep the translation here</Trans>
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            if (!sure && draft.text.trim() !== "") return setSure(true);
            desk.write(key, null);
            onClose();
          }}
        >
          {sure ? <Trans context="button">Really discard</Trans> : <Trans context="button">Discard</Trans>}
        </button>
      </div>
    </form>
  );
}
