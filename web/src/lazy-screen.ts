import { sayDoubtful, whenAnswered } from "@setu/ui";
import { lazy as reactLazy } from "react";

const KEY = "setu.reloaded";
/** A part that is still missing so soon after is missing for good. */
const SOON_MS = 30_000;

/**
 * A screen that is loaded when it is wanted. When it does not come, the screen before it stays until the node answers;
 * then the page is loaded again at the new address: a browser remembers a module that failed for as long as the page
 * lives, and a node that has become another version meanwhile names its parts otherwise.
 */
export const lazy: typeof reactLazy = (load) =>
  reactLazy(async () => {
    try {
      return await load();
    } catch (error) {
      const answered = whenAnswered();
      sayDoubtful();
      await answered;
      if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < SOON_MS) throw error;
      sessionStorage.setItem(KEY, String(Date.now()));
      location.reload();
      return new Promise<never>(() => {});
    }
  });
