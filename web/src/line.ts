import { isGateway, isLost, sayAnswered, sayLost, watchLine } from "@setu/ui";
import { useEffect } from "react";

/** How long one look may take on a poor line, and how long until the next. */
const PATIENCE_MS = 5_000;
const FIRST_MS = 2_000;
const LONGEST_MS = 15_000;

/** Watches whether our own node answers while somebody is signed in. Only a look that fails as well is a loss. */
export function useLine(onBack: () => void): void {
  useEffect(() => {
    let looking = false;
    let wait = FIRST_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (looking) return;
      looking = true;
      clearTimeout(timer);
      const wasLost = isLost();
      if (await isThere()) {
        wait = FIRST_MS;
        sayAnswered();
        if (wasLost) onBack();
      } else {
        sayLost();
        timer = setTimeout(() => void look(), wait);
        wait = Math.min(LONGEST_MS, wait * 1.5);
      }
      looking = false;
    };
    const soon = () => void look();
    const unwatch = watchLine(soon);
    for (const event of ["online", "offline"]) addEventListener(event, soon);
    return () => {
      clearTimeout(timer);
      for (const event of ["online", "offline"]) removeEventListener(event, soon);
      unwatch();
    };
  }, [onBack]);
}

/** That nobody is signed in is an answer too. */
async function isThere(): Promise<boolean> {
  try {
    const response = await fetch("/api/session", {
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return !isGateway(response);
  } catch {
    return false;
  }
}
