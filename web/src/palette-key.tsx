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
  const typed = useRef("");
  const open = useCallback(() => {
    typed.current = "";
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
  // What is typed while it is still loaded belongs to it: no letter may act on the page below.
  useEffect(() => {
    if (!isOpen) return undefined;
    const keep = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".palette") !== null)
        return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") setOpen(false);
      if (event.key.length === 1) typed.current += event.key;
    };
    document.addEventListener("keydown", keep, true);
    return () => document.removeEventListener("keydown", keep, true);
  }, [isOpen]);
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
            typed={typed}
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
