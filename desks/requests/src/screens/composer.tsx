import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Args, Marking } from "@setu/core";
import { Choices, isLang, LANGS, NATIVE, newId, Problem, TextField, useLang, type Lang } from "@setu/ui";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Command, RequestView, SendCheck as Check } from "../api.ts";
import { ArgFields, isComplete } from "./arg-fields.tsx";
import { useCheck, useSend } from "./data.ts";
import { draftKey, setDraft, useDraft, type Draft } from "./drafts.ts";
import { FilesField } from "./files-field.tsx";
import { FORMS, SAYS } from "./forms.ts";
import { MarkingFields, MarkingLine } from "./marking-fields.tsx";
import { SendCheck } from "./send-check.tsx";
import { DO } from "./words.ts";

type Props = {
  readonly view: RequestView;
  readonly act: string;
  /** The record that a recall speaks of. */
  readonly refers?: string;
  readonly onClose: () => void;
};

const MAX_TEXT = 48_000;

/** Writes one act in the page of its request, and sends it only through the check. */
export function Composer({ view, act, refers, onClose }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const screenLang = useLang();
  const [draft, change] = useDraft(draftKey(view.item, act));
  const check = useCheck();
  const send = useSend(view.item);
  const [ready, setReady] = useState<{ command: Command; check: Check } | null>(null);
  const [tried, setTried] = useState(false);
  const [marking, setMarking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [act]);
  const form = FORMS[act]!;
  const mark = draft.mark ?? view.mark;
  const lang = draft.lang ?? screenLang;

  const ask = () => {
    setTried(true);
    if (!isComplete(act, draft)) return;
    const command = commandOf(act, view, draft, mark, lang, refers);
    check.mutate(
      { item: view.item, command },
      { onSuccess: (answer) => setReady({ command, check: answer }) },
    );
  };
  const go = () => {
    if (ready === null || send.isPending) return;
    send.mutate(ready.command, {
      onSuccess: () => {
        setDraft(draftKey(view.item, act), null);
        onClose();
      },
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (ready === null) ask();
    else if (ready.check.refusals.length === 0 && ready.check.tlp !== "RED") go();
  };
  const edit = (part: Partial<Draft>) => {
    setReady(null);
    change(part);
  };

  return (
    <section className="panel composer" aria-labelledby="composer" onKeyDown={onKeyDown}>
      <h2 id="composer" tabIndex={-1} ref={heading}>
        {_(DO[act]!)}
      </h2>
      {tried && !isComplete(act, draft) && (
        <p className="error" role="alert">
          <Trans>Something is still missing. It is marked below.</Trans>
        </p>
      )}
      <ArgFields
        act={act}
        urgency={view.urgency}
        due={view.clock.due}
        partGone={view.timeline.some((each) => each.do === "part")}
        args={draft.args}
        onChange={(args) => edit({ args })}
        showErrors={tried}
      />
      {form.text !== "none" && (
        <>
          <TextField
            label={form.text === "required" ? t({ context: "field", message: "Text" }) : t`Text, if needed`}
            hint={t`What you write stays as you write it; it is not translated.`}
            error={
              tried && form.text === "required" && draft.text.trim() === ""
                ? t`Write what the other side needs.`
                : undefined
            }
            value={draft.text}
            onChange={(text) => edit({ text })}
            rows={7}
            max={MAX_TEXT}
            lang={lang}
          />
          <Choices
            kind="radio"
            label={t`Language of the text`}
            value={[lang]}
            onChange={([chosen]) => edit({ lang: isLang(chosen) ? chosen : null })}
            options={LANGS.map((each) => ({ value: each, label: NATIVE[each] }))}
          />
        </>
      )}
      {form.files && <FilesField files={draft.files} onChange={(files) => edit({ files })} />}
      <div className="field">
        <p className="field-title">
          <Trans>Handling</Trans>
        </p>
        <p>
          <MarkingLine mark={mark} />
        </p>
        {marking ? (
          <MarkingFields
            mark={mark}
            onChange={(next) => edit({ mark: next })}
            errors={ready?.check.refusals ?? []}
          />
        ) : (
          <button type="button" className="link-button" onClick={() => setMarking(true)}>
            <Trans>Change the handling</Trans>
          </button>
        )}
      </div>
      {check.error !== null && <Problem error={check.error} />}
      {ready !== null && (
        <SendCheck check={ready.check} sending={send.isPending} onSend={go} onChange={() => setReady(null)} />
      )}
      {send.error !== null && <Problem error={send.error} />}
      {ready === null && (
        <div className="actions">
          <button type="button" className="button primary" onClick={ask} aria-keyshortcuts="Control+Enter">
            <Trans context="button">Check before sending</Trans>
          </button>
          <button type="button" className="button" onClick={onClose}>
            <Trans context="button">Put aside, keep the text</Trans>
          </button>
        </div>
      )}
    </section>
  );
}

function commandOf(
  act: string,
  view: RequestView,
  draft: Draft,
  mark: Marking,
  lang: Lang,
  refers?: string,
): Command {
  return {
    id: newId(),
    do: act,
    args: { ...draft.args, ...(refers !== undefined && { ref: refers }) } as Args,
    ...(!SAYS.has(act) && { after: view.after }),
    mark,
    lane: view.lane,
    body: draft.text.trim() === "" ? null : { text: draft.text, lang },
    files: draft.files.map((file) => file.id),
  };
}
