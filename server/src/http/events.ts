import type { Event } from "@setu/requests";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

export type Allowed = (events: readonly Event[]) => Promise<readonly Event[] | "signed-out" | "changed">;

/**
 * Server-sent events carry ids only, and only of what is committed: whoever reads one still has to ask. A reader that
 * was away is told to look at everything again. Of what a reader may not hear the stream shows nothing at all: no byte, no
 * number that was passed over, no other moment of the sign of life.
 */
export class Events {
  readonly #listeners = new Set<(event: Event) => void>();
  /** Hears of each event before any stream does. */
  before: (event: Event) => void = () => {};

  send(event: Event): void {
    this.before(event);
    for (const listener of this.#listeners) listener(event);
  }

  /**
   * @param allowed which of the events may be told, asked for each batch and every half minute; `signed-out` ends the
   *   stream with the session, `changed` ends it so that the screen begins anew
   */
  stream(c: Context, allowed: Allowed, everyMs = 30_000): Response {
    return streamSSE(c, async (stream) => {
      const waiting = new Map<string, Event>();
      let wake = () => {};
      let due = false;
      let no = 0;
      const listener = (event: Event) => {
        waiting.set(JSON.stringify(event), event);
        wake();
      };
      this.#listeners.add(listener);
      stream.onAbort(() => {
        this.#listeners.delete(listener);
        wake();
      });
      const beat = setInterval(() => {
        due = true;
        wake();
      }, everyMs);
      try {
        // What went by meanwhile nobody knows: a number says only that its bearer has listened before.
        if (c.req.header("last-event-id") !== undefined) listener({ kind: "link" });
        await stream.write(": open\n\n");
        while (!stream.aborted) {
          if (waiting.size === 0 && !due) await new Promise<void>((resolve) => (wake = resolve));
          const alive = due;
          due = false;
          const batch = [...waiting.values()];
          waiting.clear();
          const told = await allowed(batch);
          if (told === "signed-out")
            await stream.writeSSE({ data: JSON.stringify({ kind: "session" } satisfies Event) });
          if (typeof told === "string") return;
          if (alive) await stream.write(": here\n\n");
          for (const event of told) {
            no += 1;
            await stream.writeSSE({ data: JSON.stringify(event), id: String(no) });
          }
        }
      } finally {
        clearInterval(beat);
        this.#listeners.delete(listener);
      }
    });
  }
}
