import { Trans, useLingui } from "@lingui/react/macro";
import { Modal, useLang, useScopedKeys, type Lang } from "@setu/ui";
import { Suspense } from "react";
import type { TextBlock } from "../texts/blocks.ts";

type Props = {
  /** Of the text that is being written. */
  readonly lang: Lang;
  /** As they would stand in it. */
  readonly blocks: readonly (Pick<TextBlock, "id" | "name"> & { readonly text: string })[];
  readonly onChoose: (text: string) => void;
  readonly onClose: () => void;
};

/** The texts of the desk for one act: a digit or a click puts one where the caret stands. */
export default function BlockDialog({ lang, blocks, onChoose, onClose }: Props) {
  const { t } = useLingui();
  const screen = useLang();
  const onKeyDown = useScopedKeys(
    Object.fromEntries(blocks.map(({ text }, index) => [String(index + 1), () => onChoose(text)])),
  );
  return (
    <Suspense fallback={null}>
      <Modal title={t({ context: "dialog", message: "Text blocks" })} onClose={onClose}>
        <p className="muted">
          <Trans>
            What you choose is put where you write, and is then your own text. A digit chooses too.
          </Trans>
        </p>
        <ol className="text-blocks" onKeyDown={onKeyDown}>
          {blocks.map(({ id, name, text }, index) => (
            <li key={id}>
              <button
                type="button"
                className="button"
                autoFocus={index === 0}
                aria-keyshortcuts={String(index + 1)}
                onClick={() => onChoose(text)}
              >
                <strong>
                  <kbd translate="no">{index + 1}</kbd> {name[screen]}
                </strong>
                <span lang={lang} dir="auto">
                  {text}
                </span>
              </button>
            </li>
          ))}
        </ol>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            <Trans context="button">Cancel</Trans>
          </button>
        </div>
      </Modal>
    </Suspense>
  );
}
