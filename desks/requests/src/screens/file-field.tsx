import { useId, type DragEvent } from "react";
import "./file-field.css";

type Props = {
  readonly label: string;
  readonly hint: string;
  /** What the button says, in the language of the page: the browser's own button speaks another. */
  readonly button: string;
  /** What has been chosen until now. */
  readonly chosen: string;
  readonly multiple?: boolean;
  readonly accept?: string;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onFiles: (files: readonly File[]) => void;
};

/** Files, chosen or dropped. The input stays in the order of the keys; its label stands for it on the screen. */
export function FileField({ label, hint, button, chosen, className, onFiles, ...input }: Props) {
  const id = useId();
  const give = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0 && input.disabled !== true) onFiles(input.multiple ? files : files.slice(0, 1));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    give(event.dataTransfer.files);
  };
  return (
    <div className={className} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <fieldset className="field file-field" aria-describedby={`${id}-hint`}>
        <legend>{label}</legend>
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
        <label className="button">
          <input
            type="file"
            className="visually-hidden"
            aria-describedby={`${id}-chosen`}
            {...input}
            onChange={(event) => {
              give(event.target.files);
              // Else the same file, corrected and chosen again, would be no change.
              event.target.value = "";
            }}
          />
          {button}
        </label>{" "}
        <span id={`${id}-chosen`} className="muted" aria-live="polite">
          <bdi>{chosen}</bdi>
        </span>
      </fieldset>
    </div>
  );
}
