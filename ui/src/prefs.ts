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
let prefs = tidy(stored("localStorage") ?? {});
/** Names of what was chosen in this tab and is not yet known to be kept at the node; a reload must not forget it. */
const chosen = new Set<keyof Prefs>(namesIn(stored("sessionStorage")));

/** On the server, where the printable page is drawn, nobody has chosen anything. */
function stored(where: "localStorage" | "sessionStorage"): Record<string, unknown> | null {
  if (typeof document === "undefined") return null;
  try {
    const value: unknown = JSON.parse(globalThis[where].getItem(KEY) ?? "null");
    return typeof value === "object" ? (value as Record<string, unknown> | null) : null;
  } catch {
    // Storage that is refused or damaged is the same as none.
    return null;
  }
}

function store(where: "localStorage" | "sessionStorage", value: object): void {
  try {
    globalThis[where].setItem(KEY, JSON.stringify(value));
  } catch {
    // The choice then lasts as long as the page.
  }
}

function namesIn(value: Record<string, unknown> | null): (keyof Prefs)[] {
  return (Object.keys(prefs) as (keyof Prefs)[]).filter((name) => value?.[name] === true);
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
  noteChosen();
  become({ ...prefs, ...change });
}

/** What the person's node keeps goes before what this browser kept, but not before what they have just chosen. */
export function adoptPrefs(kept: Prefs): void {
  const newer = Object.fromEntries([...chosen].map((name) => [name, prefs[name]]));
  become({ ...tidy(kept), ...newer });
}

/** Whether the node does not know yet what was chosen here. */
export const isUnkept = (): boolean => chosen.size > 0;

/** The node keeps this now; what was chosen meanwhile still has to be sent. */
export function noteKept(kept: Prefs): void {
  for (const name of chosen) if (prefs[name] === kept[name]) chosen.delete(name);
  noteChosen();
}

const noteChosen = (): void =>
  store("sessionStorage", Object.fromEntries([...chosen].map((name) => [name, true])));

function become(next: Prefs): void {
  if (Object.keys(next).every((name) => next[name as keyof Prefs] === prefs[name as keyof Prefs])) return;
  prefs = next;
  store("localStorage", prefs);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const getPrefs = (): Prefs => prefs;
export const usePrefs = (): Prefs => useSyncExternalStore(subscribe, getPrefs, getPrefs);
