declare module "*.po" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
  /** Of the built screens: the file of each part's words, by the part's source (`build/words-by-part.ts`). */
  export const parts: Readonly<Record<string, string>> | undefined;
}
