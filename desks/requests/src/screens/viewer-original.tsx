import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { apiFile, Notice, Problem, saveFile, SelectField, TextField } from "@setu/ui";
import { useState, type FormEvent } from "react";
import type { AttachmentView } from "../api.ts";
import { BECAUSE_MAX, TAKE_REASONS } from "../taking.ts";
import { fileHref } from "./data.ts";
import { TAKE_REASON } from "./viewer-words.ts";

type Props = {
  readonly item: string;
  readonly file: AttachmentView;
  /** The viewer cannot show it or warns of it. */
  readonly asks: boolean;
};

/** The original can do on the officer's machine whatever it was made to do: that is said before it is taken. */
export function Original({ item, file, asks }: Props) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <p>
        <button type="button" className="button" onClick={() => setAsked(true)}>
          <Trans>Take the original…</Trans>
        </button>
      </p>
    );
  }
  return (
    <Notice tone="warning">
      <p>
        <Trans>
          The original is opened by a program on your own machine, and can harm it. It is saved without its
          name. Take it only if the pages here are not enough.
        </Trans>
      </p>
      {asks ? (
        <ForAReason item={item} file={file} />
      ) : (
        <p>
          <a className="button" href={fileHref(item, file.a)} download>
            <Trans>Download the original</Trans>
          </a>
        </p>
      )}
    </Notice>
  );
}

/** The reason is written down before the node gives out a byte. */
function ForAReason({ item, file }: Omit<Props, "asks">) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const [because, setBecause] = useState("");
  const [state, setState] = useState<"open" | "tried" | "busy" | "taken">("open");
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state === "busy") return;
    if (reason === "" || because.trim() === "") return setState("tried");
    setState("busy");
    setError(null);
    try {
      const path = fileHref(item, file.a).replace(/^\/api/, "");
      saveFile(await apiFile(path, { reason, because }), file.a);
      setState("taken");
    } catch (refused) {
      setError(refused);
      setState("open");
    }
  };
  const tried = state === "tried";
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <p>
        <Trans>
          The viewer cannot show all of this file, or warns of it. Why it is taken stands in its chain of
          custody.
        </Trans>
      </p>
      <SelectField
        label={t({ context: "field", message: "Reason" })}
        value={reason}
        onChange={setReason}
        empty={t`Choose`}
        error={tried && reason === "" ? t`Choose one.` : undefined}
        options={TAKE_REASONS.map((value) => ({ value, label: _(TAKE_REASON[value]) }))}
      />
      <TextField
        label={t`In one line`}
        value={because}
        onChange={setBecause}
        max={BECAUSE_MAX}
        error={tried && because.trim() === "" ? t`Say why in a few words.` : undefined}
      />
      {error !== null && <Problem error={error} />}
      <button type="submit" className="button" aria-disabled={state === "busy"}>
        <Trans>Download the original</Trans>
      </button>
      {state === "taken" && (
        <p role="status">
          <Trans>The original was given out; the reason is written down.</Trans>
        </p>
      )}
    </form>
  );
}
