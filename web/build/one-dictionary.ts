import type { Plugin } from "vite";

const DICTIONARY = /react-aria[^/]*\/dist\/.*\/intl\/(?:.*\/)?([a-z]{2}-[A-Z]{2})\.m?js$/;

/**
 * React Aria carries its strings in 34 languages, Hindi not among them. Ours come from `ui/src/aria`, so only
 * its English stays, as the last resort; without this the other 33 would travel to every browser.
 */
export function oneDictionary(): Plugin {
  return {
    name: "setu-one-dictionary",
    enforce: "pre",
    load(id) {
      const locale = DICTIONARY.exec(id)?.[1];
      return locale === undefined || locale === "en-US" ? null : "export default {}; export {};";
    },
  };
}
