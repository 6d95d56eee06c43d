import { useEffect } from "react";

/** What stands before every title of this window; empty on a live node. */
let mark = "";

/** Of a window whose node is no live one. */
export function markTitles(word: string): void {
  const plain = document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
  mark = `${word} · `;
  document.title = mark + plain;
}

/** What the window, its tab and the history of the browser call a screen. */
export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = `${mark}${title} · Setu`;
  }, [title]);
}
