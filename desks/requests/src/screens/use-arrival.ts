import { useEffect, type FocusEvent, type RefObject } from "react";

/** The row that had the focus last: coming back to a list, the reader stands where they left. */
let last: string | null = null;

const rowIn = (list: HTMLElement | null, item: string): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item)}"]`) ?? null;

/**
 * Once the list has come, the focus is on the row where the reader was, else on the whole list.
 * @returns the handler by which the list remembers
 */
export function useArrival(
  list: RefObject<HTMLElement | null>,
  arrived: boolean,
): (event: FocusEvent<HTMLElement>) => void {
  useEffect(() => {
    if (!arrived) return;
    const row = last === null ? null : rowIn(list.current, last);
    (row ?? list.current)?.focus({ preventScroll: row === null });
  }, [arrived, list]);
  return (event) => {
    last = event.target.dataset["row"] ?? last;
  };
}

/** From row to row, the first or the last one when the focus is on none of them. */
export function moveIn(list: HTMLElement | null, step: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const here = document.activeElement?.closest("[data-item]")?.querySelector("[data-row]");
  const at = rows.findIndex((row) => row === here);
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}
