import { useSyncExternalStore } from "react";
import { exactNow } from "./now.ts";

/**
 * Whether our own node answers this page. One failed question is a doubt; whoever watches the line asks again at once
 * and says what came of it. Without a watcher (before anybody has signed in) nothing is claimed.
 */
let heard = exactNow();
let lost: number | null = null;
let watcher: (() => void) | null = null;
const listeners = new Set<() => void>();
const waiting: (() => void)[] = [];

function set(next: number | null): void {
  if (lost === next) return;
  lost = next;
  for (const listener of listeners) listener();
}

/** The node has answered, whatever it said. */
export function sayAnswered(): void {
  heard = exactNow();
  set(null);
  for (const go of waiting.splice(0)) go();
}

/** Resolves with the node's next answer. */
export const whenAnswered = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));

/** The node did not answer when it was asked again. What is on the screens is as of its last answer. */
export const sayLost = (): void => set(lost ?? heard);

/** A question failed, or its answer is long in coming. */
export const sayDoubtful = (): void => watcher?.();

/** @returns to be called when nobody watches any more */
export function watchLine(onDoubt: () => void): () => void {
  watcher = onDoubt;
  return () => {
    watcher = null;
    set(null);
  };
}

export const isLost = (): boolean => lost !== null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The instant, by the server's clock, of the node's last answer; null while it answers. */
export const useLostSince = (): number | null =>
  useSyncExternalStore(
    subscribe,
    () => lost,
    () => null,
  );
