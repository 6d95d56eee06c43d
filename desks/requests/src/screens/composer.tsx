import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { CANNOT_ASSIST, type Args, type Marking } from "@setu/core";
import { Choices, isLang, LANGS, NATIVE, navigate, newId, Problem, useLang, type Lang } from "@setu/ui";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Command, Presence, RequestView, SendCheck as Check } from "../api.ts";
import { openIn } from "../texts/fields.ts";
import { About } from "./about.tsx";
import { isNeutral } from "./codes.ts";
import { ArgFields, isComplete, needsText } from "./arg-fields.tsx";
import { useCheck, useSend } from "./data.ts";
import { deskOf, translationsOf, useDraft, type Draft } from "./drafts.ts";
import { EvaluationFields, isEvaluable, withoutEvaluation } from "./evaluation-fields.tsx";
import { useEvaluationAfter } from "./evaluation-send.ts";
import { FilesField } from "./files-field.tsx";
import { FORMS, SAYS } from "./forms.ts";
import { HandlingField } from "./handling-field.tsx";
import { HOLDING, withDate } from "./holding.ts";
import { useKnown } from "./known.ts";
import { sameMarking } from "./marking-fields.tsx";
import { PlacedText } from "./placed-text.tsx";
import { SecondDraft } from "./presence.tsx";
import { Clash, SaveLine } from "./save-line.tsx";
import { SeenAlready } from "./saying-anew.tsx";
import { SendCheck } from "./send-check.tsx";
import { Suspended } from "./suspended.tsx";
import { TranslationsField } from "./translations-field.tsx";
import { DO } from "./words.ts";

type Props = {
  readonly view: RequestView;
  readonly act: string;
  /** The record that a recall speaks of. */
  readonly refers?: string;
  /** Who else of the desk is here. */
  readonly others: readonly Presence[];
  readonly onClose: () => void;
};

const MAX_TEXT = 48_000;

/** Writes one act in the page of its request, and sends it only through the check. */
export function Composer({ view, act, refers, others, onClose }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const screenLang = useLang();
  const [draft, change] = useDraft(view.item, act);
  const check = useCheck();
  const send = useSend(view.item);
  const [ready, setReady] = useState<{ command: Command; check: Check } | null>(null);
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [act]);
  // What was begun about another record is not about this one.
  const { ref: begunOn } = draft.args;
  useEffect(() => {
    if (refers !== undefined && begunOn !== undefined && begunOn !== refers) change({ args: {} });
  }, [refers, begunOn, change]);
  const form = FORMS[act]!;
  const lang = draft.lang ?? screenLang;
  const about = refers ?? (typeof draft.args["ref"] === "string" ? draft.args["ref"] : undefined);
  const ours = view.timeline.find(({ side, id }) => side === "us" && id === about);
  const within = act === "narrow" ? (ours?.mark ?? view.mark) : null;
  const mark = draft.mark ?? within ?? view.mark;
  const isSame = within !== null && sameMarking(mark, within);
  const whole = isComplete(act, draft, lang) && !isSame;
  const evaluate = useEvaluationAfter(view.item);
  const blocks = { act, role: view.role, known: useKnown(view) };

  const ask = () => {
    setTried(true);
    if (!whole) return;
    const command = commandOf(act, view, draft, mark, lang, refers);
    check.mutate(
      { item: view.item, command },
      { onSuccess: (answer) => setReady({ command, check: answer }) },
    );
  };
  const desk = deskOf(view.item);
  const leaving = useRef(false);
  const go = async (sign: boolean) => {
    if (ready === null || leaving.current) return;
    leaving.current = true;
    const { command } = ready;
    const revision = await desk.settle();
    send.mutate(
      { command, draft: revision, sign },
      {
        onSuccess: ({ id, proposed }) => {
          const codes = form.evaluation ? {} : draft.args;
          void desk.sent(act).then(() => evaluate(command, codes));
          onClose();
          if (proposed) navigate({ to: "/releases/$item", params: { item: id } });
        },
        onSettled: () => {
          leaving.current = false;
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    // React hands on what happens in a dialog of the composer, which stands elsewhere in the page.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    if (ready === null) ask();
    else if (ready.check.refusals.length === 0 && ready.check.tlp !== "RED") void go(false);
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
      <SecondDraft others={others} />
      <Suspended view={view} />
      <About view={view} act={act} refers={about} />
      {(act === "correct" || act === "narrow") && ours !== undefined && <SeenAlready act={ours} />}
      <Clash item={view.item} act={act} />
      {tried && !whole && (
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
        onChange={(args) =>
          edit(act === HOLDING ? { args, text: withDate(draft.text, args["until"], lang) } : { args })
        }
        showErrors={tried}
      />
      {(form.evaluation || isEvaluable(act, view.moves)) && (
        <EvaluationFields
          args={draft.args}
          onChange={(args) => edit({ args: about === undefined ? args : { ...args, ref: about } })}
          required={form.evaluation}
          showErrors={tried}
        />
      )}
      {form.text !== "none" && !isSilent(act, draft) && (
        <>
          <PlacedText
            label={form.text === "required" ? t({ context: "field", message: "Text" }) : t`Text, if needed`}
            hint={t`What you write stays as you write it; it is not translated.`}
            error={
              tried && needsText(act, draft) && draft.text.trim() === ""
                ? t`Write what the other side needs.`
                : undefined
            }
            value={draft.text}
            onChange={(text) => edit({ text })}
            rows={7}
            max={MAX_TEXT}
            lang={lang}
            blocks={blocks}
          />
          <Choices
            kind="radio"
            label={t`Language of the text`}
            value={[lang]}
            onChange={([chosen]) => edit({ lang: isLang(chosen) ? chosen : null })}
            options={LANGS.map((each) => ({ value: each, label: NATIVE[each] }))}
          />
          <TranslationsField
            original={lang}
            translations={draft.translations ?? []}
            onChange={(translations) => edit({ translations })}
            blocks={blocks}
            showErrors={tried}
          />
        </>
      )}
      {form.files && <FilesField files={draft.files} onChange={(files) => edit({ files })} />}
      <HandlingField
        mark={mark}
        onChange={(next) => edit({ mark: next })}
        errors={ready?.check.refusals ?? []}
        within={within}
        showSame={tried && isSame}
      />
      <SaveLine item={view.item} />
      {check.error !== null && <Problem error={check.error} />}
      {ready !== null && (
        <SendCheck
          check={ready.check}
          open={openIn(draft)}
          sending={send.isPending}
          onSend={(sign) => void go(sign)}
          onChange={() => setReady(null)}
        />
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

/** A refusal on a neutral ground says nothing more: a text would tell one ground from another. */
const isSilent = (act: string, { args: { ground } }: Draft): boolean =>
  act === "refuse" && typeof ground === "string" && (isNeutral(ground) || ground === CANNOT_ASSIST);

function commandOf(
  act: string,
  view: RequestView,
  draft: Draft,
  mark: Marking,
  lang: Lang,
  refers?: string,
): Command {
  const silent = isSilent(act, draft);
  return {
    id: newId(),
    do: act,
    args: {
      ...(FORMS[act]!.evaluation ? draft.args : withoutEvaluation(draft.args)),
      ...(refers !== undefined && { ref: refers }),
    } as Args,
    ...(!SAYS.has(act) && { after: view.after }),
    mark,
    lane: view.lane,
    body:
      draft.text.trim() === "" || silent ? null : { text: draft.text, lang, ...translationsOf(draft, lang) },
    files: silent ? [] : draft.files.map((file) => file.id),
  };
}
