import { Trans, useLingui } from "@lingui/react/macro";
import type { PermissionRow } from "@setu/permissions";
import { apiFile, navigate, Problem, saveFile, TextField } from "@setu/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useIntend } from "./use-data.ts";
import { leaveOf } from "./use-leave.tsx";

const MAX = 4_000;

type UseProps = { readonly matter: string; readonly leave: PermissionRow };

/** Leave permits it; that it is done is decided here, over its gates where they are asked. */
export function GiveOnUse({ matter, leave }: UseProps) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const intend = useIntend(matter);
  const send = () => {
    setTried(text.trim() === "");
    if (text.trim() === "" || intend.isPending) return;
    intend.mutate(
      { kind: "onward", text: text.trim(), ...leaveOf(leave) },
      {
        onSuccess: ({ id, state }) =>
          state === "open" && navigate({ to: "/use/$item", params: { item: id } }),
      },
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        label={t({ context: "use", message: "Why it is given on; this stays with us" })}
        value={text}
        onChange={setText}
        rows={2}
        max={MAX}
        error={tried && text.trim() === "" ? t`Say why in a few words.` : undefined}
      />
      <button type="submit" className="button primary" aria-disabled={intend.isPending}>
        <Trans context="button">Record that it is given on</Trans>
      </button>
      {intend.error !== null && <Problem error={intend.error} />}
    </form>
  );
}

type FileProps = { readonly permission: string; readonly record: string; readonly third: string };

/** Pressed twice: it is the moment in which it leaves the program. */
export function GiveOnFile({ permission, record, third }: FileProps) {
  const [pressed, setPressed] = useState(false);
  const path = `/permissions/${encodeURIComponent(permission)}/onward/${encodeURIComponent(record)}`;
  const save = useMutation({
    mutationFn: () => apiFile(path),
    onSuccess: (file) => saveFile(file, `${record}.setu-onward`),
    onSettled: () => setPressed(false),
  });
  const press = () => {
    if (save.isPending) return;
    if (pressed) save.mutate();
    else setPressed(true);
  };
  return (
    <>
      <p aria-live="polite">
        <button
          type="button"
          id="save-given"
          className="button primary"
          aria-disabled={save.isPending}
          onClick={press}
        >
          {pressed ? (
            <Trans context="button">Yes: save it for {third}</Trans>
          ) : (
            <Trans context="button">Save the file for {third}</Trans>
          )}
        </button>
      </p>
      {save.isSuccess && (
        <p role="status">
          <Trans>The file is saved, and that it was taken out is written down.</Trans>
        </p>
      )}
      {save.error !== null && <Problem error={save.error} />}
    </>
  );
}
