import { useEffect, type RefObject } from "react";

/**
 * Keeps the keyboard where it was. A button that takes itself away (an undo that ran out, a composer that was sent)
 * leaves the focus on nothing, and then no key of the screen is heard: the screen takes it.
 * @param screen what has the keys; it can be focused
 */
export function useKeptFocus(screen: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = screen.current;
    if (element === null) return undefined;
    let last: Element | null = null;
    const remember = (event: FocusEvent) => {
      last = event.target as Element;
    };
    const observer = new MutationObserver(() => {
      const lost = last !== null && !last.isConnected && document.activeElement === document.body;
      if (lost) element.focus({ preventScroll: true });
    });
    element.addEventListener("focusin", remember);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, [screen]);
}
