import type { Plugin } from "vite";
import { ARIA_STRINGS } from "@setu/ui/aria/strings.ts";

/** `react-aria/dist/private/intl/<part>/<locale>.mjs` */
const DICTIONARY = /react-aria[^/]*\/dist\/.*\/intl\/(?:([a-z]+)\/)?([a-z]{2}-[A-Z]{2})\.m?js$/;

/**
 * React Aria carries its strings in 34 languages, Hindi not among them. Ours come from `ui/src/aria`, so only its
 * English stays, as the last resort; without this the other 33 would travel to every browser. A part of React Aria
 * for which we have no strings stops the build: its hook throws in the browser instead.
 */
export function oneDictionary(): Plugin {
  return {
    name: "setu-one-dictionary",
    enforce: "pre",
    load(id) {
      const locale = DICTIONARY.exec(id)?.[2];
      return locale === undefined || locale === "en-US" ? null : "export default {}; export {};";
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const part = renderedLength > 0 ? DICTIONARY.exec(id)?.[1] : undefined;
          if (part !== undefined && !Object.hasOwn(ARIA_STRINGS, `@react-aria/${part}`)) {
            this.error(`ui/src/aria/strings.ts has no words for @react-aria/${part}`);
          }
        }
      }
    },
  };
}
