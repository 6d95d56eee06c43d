import { Trans, useLingui } from "@lingui/react/macro";
import { api, Notice, Problem, SelectField, TextField, useLang, useNow } from "@setu/ui";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { WHY_MAX, type ReasonVerb } from "../reasons.ts";
import { options } from "./codes.ts";

type Props = {
  /** The matter, or the roster's item for lists. */
  readonly item: string;
  readonly verb: ReasonVerb;
  readonly onGiven: () => void;
};

/** Why, before anything is shown or leaves: asked in place, from the list and in one line. */
export default function ReasonAsk({ item, verb, onGiven }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState("");
  const [why, setWhy] = useState("");
  const [state, setState] = useState<"open" | "tried" | "busy">("open");
  const [error, setError] = useState<unknown>(null);
  useEffect(() => form.current?.querySelector("select")?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state === "busy") return;
    if (code === "" || why.trim() === "") return setState("tried");
    setState("busy");
    setError(null);
    try {
      await api(`/requests/${encodeURIComponent(item)}/reason`, {
        method: "POST",
        json: { verb, code, why },
      });
      onGiven();
    } catch (refused) {
      setError(refused);
    }
    setState("open");
  };
  const tried = state === "tried";
  return (
    <Notice tone="info">
      <form noValidate ref={form} onSubmit={(event) => void submit(event)}>
        <h2>
          {verb === "consultation" ? (
            <Trans>Why do you open this matter?</Trans>
          ) : (
            <Trans>Why do you take this out?</Trans>
          )}
        </h2>
        <p>
          {verb === "consultation" ? (
            <Trans>
              It is closed, or you are not on duty, and you have no part in it. Your reason is written down
              before anything is shown; it holds for this matter for eight hours.
            </Trans>
          ) : (
            <Trans>
              What leaves this program leaves its walls. Your reason is written down before; it holds for
              eight hours.
            </Trans>
          )}
        </p>
        <SelectField
          label={t({ context: "field", message: "Reason" })}
          value={code}
          onChange={setCode}
          empty={t`Choose`}
          error={tried && code === "" ? t`Choose one.` : undefined}
          options={options("access-reason", lang, now)}
        />
        <TextField
          label={t`In one line`}
          value={why}
          onChange={setWhy}
          max={WHY_MAX}
          error={tried && why.trim() === "" ? t`Say why in a few words.` : undefined}
        />
        {error !== null && <Problem error={error} />}
        <button type="submit" className="button primary" aria-disabled={state === "busy"}>
          {verb === "consultation" ? (
            <Trans context="button">Open it</Trans>
          ) : (
            <Trans context="button">Go on</Trans>
          )}
        </button>
      </form>
    </Notice>
  );
}
