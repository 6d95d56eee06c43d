import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Problem, useLang } from "@setu/ui";
import { useState } from "react";
import type { Upload } from "../api.ts";
import { upload } from "./data.ts";
import { FileField } from "./file-field.tsx";
import { Line } from "./line.tsx";

/** `1.4 MB`, in the reader's figures. */
export function sizeWords(bytes: number, lang: string): string {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const value = bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) : bytes / 1e6;
  const locale = lang === "hi" ? "hi-IN-u-nu-latn" : `${lang}-CA`;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

type Props = { readonly files: readonly Upload[]; readonly onChange: (files: readonly Upload[]) => void };

/** Files to send along. They are saved on our own node at once and leave only with the act. */
export function FilesField({ files, onChange }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const add = async (list: readonly File[]) => {
    setBusy(true);
    setError(null);
    const saved = [...files];
    try {
      for (const file of list) {
        saved.push(await upload(file));
        onChange([...saved]);
      }
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <FileField
        label={t`Files`}
        hint={t`Saved on our own node now; they leave only when you send.`}
        button={t({ context: "button", message: "Choose files" })}
        chosen={plural(files.length, {
          0: "None chosen yet",
          one: "# file chosen",
          other: "# files chosen",
        })}
        multiple
        disabled={busy}
        onFiles={(list) => void add(list)}
      />
      {busy && (
        <p role="status">
          <Trans>Saving the file here…</Trans>
        </p>
      )}
      {error !== null && <Problem error={error} />}
      {files.length > 0 && (
        <ul className="file-list">
          {files.map((file) => (
            <li key={file.id}>
              <Line text={file.name} /> <span className="muted">({sizeWords(file.size, lang)})</span>{" "}
              <button
                type="button"
                className="link-button"
                aria-label={t`Remove ${file.name}`}
                onClick={() => onChange(files.filter((each) => each.id !== file.id))}
              >
                <Trans context="button">Remove</Trans>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
