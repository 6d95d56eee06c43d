import { Trans } from "@lingui/react/macro";
import { letterOf } from "@setu/ui";
import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { lazy } from "./lazy-screen.ts";

const Palette = lazy(() => import("@setu/ui/palette.tsx"));

/** Ctrl+K, or the button beside the screens, asks for anything by its name. What was chosen is done where one was. */
export function PaletteKey() {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<Element | null>(null);
  const chosen = useRef<(() => void) | null>(null);
  const open = useCallback(() => {
    opener.current = document.activeElement;
    setOpen(true);
  }, []);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || letterOf(event) !== "k")
        return;
      // The browser has this key too.
      event.preventDefault();
      if (document.querySelector("[role=dialog]") === null) open();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [open]);
  // Not before the dialog has gone: an act is done on the row that has the focus, and may open a dialog itself.
  useEffect(() => {
    if (isOpen) return;
    if (opener.current instanceof HTMLElement) opener.current.focus();
    opener.current = null;
    const act = chosen.current;
    chosen.current = null;
    act?.();
  }, [isOpen]);
  return (
    <>
      <button
        type="button"
        className="link-button palette-button"
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        data-key="Ctrl K"
        onClick={open}
      >
        <Trans context="button">Go to, or do</Trans>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Palette
            onChoose={(act) => {
              chosen.current = act;
              setOpen(false);
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
