import { exactNow } from "@setu/ui/now.ts";
import { useEffect, useSyncExternalStore } from "react";
import { UNDO_SHOWN_MS, type Told } from "./local-acts.ts";

/**
 * What the officer did on our own half, for as long as it can be undone, and what is told of it. It outlives the
 * screen on which it was done: Z takes back one act after the other, the newest first, wherever the officer is by now.
 */
export type Memory = {
  /** What is told: the newest of all. */
  readonly told: Told | null;
  /** What Z undoes now. */
  readonly next: Told | null;
};

const isOpen = (told: Told, now: number): boolean => now < told.at + UNDO_SHOWN_MS;

/** The acts that can still be undone, oldest first. Those of one press of a key are one. */
export class UndoStack {
  #told: Told | null = null;
  #acts: readonly Told[] = [];
  #shown: Memory = { told: null, next: null };

  tell(told: Told): void {
    this.#told = told;
    if (told.doing.do !== "undo" && told.done.length > 0) this.#acts = [...this.#acts, told];
  }

  /** @returns the newest act that is still in its time, which is then no longer here */
  take(now: number): Told | null {
    const next = this.memory(now).next;
    this.#acts = this.#acts.filter((each) => each !== next);
    return next;
  }

  /** Its undoing did not reach the server: for the rest of its time it can be tried again. */
  giveBack(told: Told): void {
    this.#acts = [...this.#acts, told].toSorted((a, b) => a.at - b.at);
  }

  /** The same object while nothing has changed. */
  memory(now: number): Memory {
    this.#acts = this.#acts.filter((each) => isOpen(each, now));
    const next = this.#acts.at(-1) ?? null;
    if (this.#shown.told !== this.#told || this.#shown.next !== next)
      this.#shown = { told: this.#told, next };
    return this.#shown;
  }
}

const stack = new UndoStack();
const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};

export function tell(told: Told): void {
  stack.tell(told);
  changed();
}

export function takeUndo(): Told | null {
  const next = stack.take(exactNow());
  changed();
  return next;
}

export function giveBackUndo(told: Told): void {
  stack.giveBack(told);
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useMemory(): Memory {
  const memory = useSyncExternalStore(subscribe, () => stack.memory(exactNow()));
  const { next } = memory;
  useEffect(() => {
    if (next === null) return undefined;
    const timer = setTimeout(changed, next.at + UNDO_SHOWN_MS - exactNow() + 20);
    return () => clearTimeout(timer);
  }, [next]);
  return memory;
}
