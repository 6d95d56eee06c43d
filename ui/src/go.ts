import { createContext, useContext, useEffect } from "react";
import { isTaken, letterOf } from "./keys.ts";
import { usePrefs } from "./prefs.ts";

/** G, then the letter: the way to a screen from any other. */
export type Way = { readonly letter: string; readonly name: string; readonly go: () => void };

export const WaysContext = createContext<readonly Way[]>([]);
export const useWays = (): readonly Way[] => useContext(WaysContext);

/** Two keys are one word when they follow each other within so many milliseconds. */
const WORD_MS = 1_500;

/** Off together with the single-letter keys, silent while text is typed and under a dialog. */
export function useGoKeys(ways: readonly Way[]): void {
  const { keys } = usePrefs();
  useEffect(() => {
    if (!keys) return undefined;
    let began = -Infinity;
    const listener = (event: KeyboardEvent) => {
      if (isTaken(event) || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest("[role=dialog]") !== null) return;
      const letter = letterOf(event);
      const way = event.timeStamp - began < WORD_MS ? ways.find((each) => each.letter === letter) : undefined;
      began = letter === "g" && way === undefined ? event.timeStamp : -Infinity;
      if (way === undefined) return;
      // A list that has the focus knows the second letter too.
      event.preventDefault();
      event.stopPropagation();
      way.go();
    };
    document.addEventListener("keydown", listener, true);
    return () => document.removeEventListener("keydown", listener, true);
  }, [keys, ways]);
}
