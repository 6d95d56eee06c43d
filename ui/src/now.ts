import { useSyncExternalStore } from "react";

/**
 * One clock for the whole application, which ticks at each full minute: hundreds of rows that each run a timer
 * cost more than everything else on the page. The server's time wins over the browser's.
 */
let skew = 0;
let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now() + skew;
  for (const listener of listeners) listener();
  timer = setTimeout(tick, 60_000 - (now % 60_000) + 20);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    clearTimeout(timer);
    timer = setTimeout(tick, 60_000 - ((Date.now() + skew) % 60_000) + 20);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

const snapshot = (): number => now;

/** The instant by the server's clock, renewed once a minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, snapshot, snapshot);

/** The instant by the server's clock, exactly: for the ten-second hold only. */
export const exactNow = (): number => Date.now() + skew;

/** How far this browser's clock is from the server's, milliseconds. */
export const clockSkew = (): number => skew;

/** Takes the server's time as the truth. A difference below a second is the travel time of the answer. */
export function setServerNow(server: number): void {
  const difference = server - Date.now();
  skew = Math.abs(difference) < 1000 ? 0 : difference;
  now = Date.now() + skew;
  for (const listener of listeners) listener();
}
