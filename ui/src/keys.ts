import { useEffect, type KeyboardEvent } from "react";
import { usePrefs } from "./prefs.ts";

export type Keymap = Readonly<Record<string, () => void>>;

const TYPING = "input, textarea, select, [contenteditable]";

/** Whether a key belongs to the browser, the system, or to text that is being typed. */
const isTaken = (event: {
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof Element && event.target.closest(TYPING) !== null);

/** Keys that act only while the focus is inside the element that takes the handler (WCAG 2.1.4). */
export function useScopedKeys(map: Keymap): (event: KeyboardEvent) => void {
  const { keys } = usePrefs();
  return (event) => {
    if (!keys || isTaken(event)) return;
    const act = map[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

/** A key for the whole page, off together with the others. */
export function usePageKey(key: string, act: () => void): void {
  const { keys } = usePrefs();
  useEffect(() => {
    if (!keys) return undefined;
    const listener = (event: globalThis.KeyboardEvent) => {
      if (event.key !== key || isTaken(event)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [keys, key, act]);
}
