import { useSyncExternalStore } from "react";

/**
 * Who has the guided scenario open in this browser. How far it has come is kept at the node; here is only that its panel
 * is to be loaded, so that a page without it need not ask.
 */
const KEY = "setu.guide";
const listeners = new Set<() => void>();
let officer = stored();

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function setGuided(id: string | null): void {
  officer = id;
  try {
    if (id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // It is then open as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Another officer who signs in at the same machine has not asked for it. */
export const useGuided = (id: string): boolean => useSyncExternalStore(subscribe, () => officer) === id;
