import { usePrefs } from "@setu/ui";
import { useLayoutEffect, useSyncExternalStore } from "react";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
  dark.addEventListener("change", listener);
  return () => dark.removeEventListener("change", listener);
}

/** Writes theme and density on the document: the person's choice, or for the theme the system's. */
export function useTheme(): void {
  const { theme, density } = usePrefs();
  const system = useSyncExternalStore(subscribe, () => dark.matches);
  const shown = theme === "system" ? (system ? "dark" : "light") : theme;
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = shown;
  }, [shown]);
  useLayoutEffect(() => {
    document.documentElement.dataset["density"] = density;
  }, [density]);
}
