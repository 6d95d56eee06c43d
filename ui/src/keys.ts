import { useEffect, useRef, type KeyboardEvent } from "react";
import { usePrefs } from "./prefs.ts";

/** By letter; `Shift+X` where it means something else than `x`. */
export type Keymap = Readonly<Record<string, () => void>>;

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** Whether a key belongs to the browser, the system, or to text that is being typed. */
export const isTaken = (event: {
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof Element && event.target.closest(TYPING) !== null);

/** The letter under the finger: a keyboard that writes Devanagari has the same keys in the same places. */
export function letterOf({ key, code }: { readonly key: string; readonly code: string }): string {
  if (key.length > 1) return key;
  const place = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  return (key > "~" && place !== undefined ? place : key).toLowerCase();
}

const maps = new Set<{ readonly current: Keymap }>();

function useKnown(map: Keymap): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    maps.add(latest);
    return () => void maps.delete(latest);
  }, []);
}

const NAMES: Readonly<Record<string, string>> = { Esc: "Escape" };

/**
 * What a key of the screens that are shown does, also for whoever has turned single letters off.
 * @param keys as a key sheet tells them: one, or `Shift` and one
 */
export function actOf(keys: readonly string[]): (() => void) | undefined {
  const [first = "", second] = keys;
  if (keys.length > (first === "Shift" ? 2 : 1)) return undefined;
  const name = second === undefined ? (NAMES[first] ?? first.toLowerCase()) : `Shift+${second}`;
  return [...maps].findLast(({ current }) => current[name] !== undefined)?.current[name];
}

/** Keys that act only while the focus is inside the element that takes the handler (WCAG 2.1.4). */
export function useScopedKeys(map: Keymap): (event: KeyboardEvent) => void {
  const { keys } = usePrefs();
  useKnown(map);
  return (event) => {
    if (!keys || isTaken(event)) return;
    // React hands on what happens in a dialog of the element, which stands elsewhere in the page.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    const letter = letterOf(event);
    const act = (event.shiftKey ? map[`Shift+${letter.toUpperCase()}`] : undefined) ?? map[letter];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

/** A key for the whole page, off together with the others, and silent under a dialog. */
export function usePageKey(key: string, act: () => void): void {
  const { keys } = usePrefs();
  useKnown({ [key]: act });
  useEffect(() => {
    if (!keys) return undefined;
    const listener = (event: globalThis.KeyboardEvent) => {
      if (event.key !== key || isTaken(event)) return;
      if (event.target instanceof Element && event.target.closest("[role=dialog]") !== null) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [keys, key, act]);
}
