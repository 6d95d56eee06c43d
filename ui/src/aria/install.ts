import { LOCALES, type Lang } from "../lang.ts";
import { ARIA_STRINGS } from "./strings.ts";

declare global {
  interface Window {
    [key: symbol]: unknown;
  }
}

/**
 * Gives React Aria its words, once, before its first use. It keeps the objects that it finds, so they answer
 * through getters in the language of the moment: switching needs no reload, and no composer loses its text.
 */
export function installAriaStrings(lang: () => Lang): void {
  const strings = Object.fromEntries(
    Object.entries(ARIA_STRINGS).map(([part, words]) => {
      const speaking = {};
      for (const [key, word] of Object.entries(words)) {
        Object.defineProperty(speaking, key, { enumerable: true, get: () => word[lang()] });
      }
      return [part, speaking];
    }),
  );
  window[Symbol.for("react-aria.i18n.locale")] = LOCALES[lang()];
  window[Symbol.for("react-aria.i18n.strings")] = strings;
}
