import { useSyncExternalStore } from "react";
import type { Told } from "./local-acts.ts";

/** What the officer did last. It outlives the list, so that it can be undone from the next screen one turns to. */
let told: Told | null = null;
const listeners = new Set<() => void>();

export function tell(next: Told | null): void {
  told = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTold = (): Told | null => useSyncExternalStore(subscribe, () => told);
