import { useSyncExternalStore } from "react";
import { isLang, type Lang } from "./lang.ts";

/** What a person chose for this browser: no record, no name, so plain local storage may hold it. */
export type Prefs = {
  readonly lang: Lang | null;
  readonly theme: "system" | "light" | "dark";
  /** Single-letter keys: WCAG 2.1.4 asks that they can be turned off. */
  readonly keys: boolean;
};

const KEY = "setu.prefs";
const listeners = new Set<() => void>();
let prefs = read();

/** On the server, where the printable page is drawn, nobody has chosen anything. */
function stored(): Partial<Record<keyof Prefs, unknown>> {
  if (typeof document === "undefined") return {};
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Partial<Record<keyof Prefs, unknown>>;
  } catch {
    // Storage that is refused or damaged is the same as none.
    return {};
  }
}

function read(): Prefs {
  const { lang, theme, keys } = stored();
  return {
    lang: isLang(lang) ? lang : null,
    theme: theme === "light" || theme === "dark" ? theme : "system",
    keys: keys !== false,
  };
}

export function setPrefs(change: Partial<Prefs>): void {
  prefs = { ...prefs, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // The choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const getPrefs = (): Prefs => prefs;
export const usePrefs = (): Prefs => useSyncExternalStore(subscribe, getPrefs, getPrefs);
