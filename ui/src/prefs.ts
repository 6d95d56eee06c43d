import { useSyncExternalStore } from "react";
import { isLang, type Lang } from "./lang.ts";

export const DENSITIES = ["compact", "standard", "comfortable"] as const;
export const THEMES = ["system", "light", "dark"] as const;

/**
 * What a person chose. It holds no record and no name, so plain local storage may keep it: before sign-in there is no
 * other place, and afterwards the page need not wait for the node.
 */
export type Prefs = {
  readonly lang: Lang | null;
  /** IANA zone; null: the node's. */
  readonly zone: string | null;
  readonly density: (typeof DENSITIES)[number];
  readonly theme: (typeof THEMES)[number];
  /** Single-letter keys: WCAG 2.1.4 asks that they can be turned off. */
  readonly keys: boolean;
  readonly sound: boolean;
};

const KEY = "setu.prefs";
const listeners = new Set<() => void>();
let prefs = tidy(stored());
/** What was chosen on this page and is not yet known to be kept anywhere else. */
const chosen = new Set<keyof Prefs>();

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

function tidy({ lang, zone, density, theme, keys, sound }: Partial<Record<keyof Prefs, unknown>>): Prefs {
  return {
    lang: isLang(lang) ? lang : null,
    zone: typeof zone === "string" ? zone : null,
    density: DENSITIES.find((each) => each === density) ?? "standard",
    theme: THEMES.find((each) => each === theme) ?? "system",
    keys: keys !== false,
    sound: sound === true,
  };
}

export function setPrefs(change: Partial<Prefs>): void {
  for (const name of Object.keys(change) as (keyof Prefs)[]) chosen.add(name);
  become({ ...prefs, ...change });
}

/** What the person's node keeps goes before what this browser kept, but not before what they have just chosen. */
export function adoptPrefs(kept: Prefs): void {
  const newer = Object.fromEntries([...chosen].map((name) => [name, prefs[name]]));
  become({ ...tidy(kept), ...newer });
}

/** Whether something was chosen since the last time this was asked. */
export function takeChosen(): boolean {
  const any = chosen.size > 0;
  chosen.clear();
  return any;
}

function become(next: Prefs): void {
  if (Object.keys(next).every((name) => next[name as keyof Prefs] === prefs[name as keyof Prefs])) return;
  prefs = next;
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
