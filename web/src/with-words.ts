import { bringWords } from "./i18n.ts";

/**
 * A part of the screens and its words: neither is there before the other. No source calls this; the build puts it
 * around every import that happens when it is wanted (`build/words-by-part.ts`).
 */
export async function withWords<T>(part: string, load: () => Promise<T>): Promise<T> {
  const [screen] = await Promise.all([load(), bringWords(part)]);
  return screen;
}
