import { isLost, sayDoubtful } from "@setu/ui";
import { lazy as reactLazy } from "react";

const AGAIN_MS = 3_000;
/** A node that answers and does not have it will not have it later: it has become another version meanwhile. */
const TRIES = 3;

/**
 * A screen that is loaded when it is wanted. While the node does not answer it is asked for until it comes: to React
 * what has failed once has failed for ever, and only a new page would bring the screen back.
 */
export const lazy: typeof reactLazy = (load) =>
  reactLazy(async () => {
    for (let tries = 1; ; tries += isLost() ? 0 : 1) {
      try {
        return await load();
      } catch (error) {
        sayDoubtful();
        if (tries > TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  });
