import { useEffect } from "react";

/** What the window, its tab and the history of the browser call a screen. */
export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
}
