import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Problem, SelectField, TextField, useLang, useNow, usePlace } from "@setu/ui";
import { useState } from "react";
import type { ConsultationView } from "../api.ts";
import { MAX } from "../body.ts";
import { ARG_LISTS } from "../lists.ts";
import { useConsultationAct } from "./data.ts";
import { beginOf, DayField } from "./day-field.tsx";
import { ANSWERS, codeOptions } from "./words.ts";

type Props = { readonly view: ConsultationView; readonly move: string };

/** One answer: its code, for what was done also the day, and a text to the other side where it is wished. */
export function AnswerForm({ view, move }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const send = useConsultationAct(view.item);
  const [code, setCode] = useState("");
  const [day, setDay] = useState("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const words = ANSWERS[move];
  if (!words) return null;
  const [asked] = Object.entries(ARG_LISTS[move] ?? {});
  const dated = move === "attest";
  const at = beginOf(day, node.zone);
  const wrongCode = asked !== undefined && code === "";
  const wrongDay = dated && !(at <= now);
  const submit = () => {
    setTried(true);
    if (wrongCode || wrongDay || send.isPending) return;
    const args = { ...(asked && { [asked[0]]: code }), ...(dated && { at }) };
    const said = text.trim();
    send.mutate({ do: move, args, after: view.after, body: said === "" ? null : { text: said, lang } });
  };
  return (
    <details className="panel case-form" id={`answer-${move}`}>
      <summary>{_(words.name)}</summary>
      <p>{_(words.means)}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {asked !== undefined && (
          <SelectField
            label={dated ? t`What was done` : t({ context: "consultation", message: "Ground" })}
            value={code}
            onChange={setCode}
            empty={t`Choose`}
            options={codeOptions(asked[1], lang)}
            error={tried && wrongCode ? t`This is needed.` : undefined}
          />
        )}
        {dated && (
          <DayField
            label={t`Done on`}
            value={day}
            onChange={setDay}
            error={tried && wrongDay ? t`A day that has begun is needed.` : undefined}
          />
        )}
        <TextField
          label={t`A word to the other side, if you wish`}
          value={text}
          onChange={setText}
          rows={2}
          max={MAX.text}
        />
        <button type="submit" className="button" aria-disabled={send.isPending}>
          {move === "withdraw" ? (
            <Trans context="button">Withdraw it</Trans>
          ) : (
            <Trans context="button">Send this answer</Trans>
          )}
        </button>
      </form>
      {send.error !== null && <Problem error={send.error} />}
    </details>
  );
}
