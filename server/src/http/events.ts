import type { Event } from "@setu/requests";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

export type Allowed = (events: readonly Event[]) => Promise<readonly Event[] | "signed-out" | "changed">;

/**
 * Server-sent events carry ids only, and only of what is committed: whoever reads one still has to ask. A reader that
 * was away is told to look at everything again.
 */
export class Events {
  readonly #listeners = new Set<(event: Event) => void>();
  /** Hears of each event before any stream does. */
  before: (event: Event) => void = () => {};
  #no = 0;

  send(event: Event): void {
    this.#no += 1;
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
      const listener = (event: Event) => {
        waiting.set(JSON.stringify(event), event);
        wake();
      };
      this.#listeners.add(listener);
      stream.onAbort(() => {
        this.#listeners.delete(listener);
        wake();
      });
      try {
        const seen = c.req.header("last-event-id");
        if (seen !== undefined && seen !== String(this.#no)) listener({ kind: "link" });
        await stream.write(": open\n\n");
        while (!stream.aborted) {
          if (waiting.size === 0) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, everyMs);
              wake = () => (clearTimeout(timer), resolve());
            });
          }
          const batch = [...waiting.values()];
          waiting.clear();
          const told = await allowed(batch);
          if (told === "signed-out")
            await stream.writeSSE({ data: JSON.stringify({ kind: "session" } satisfies Event) });
          if (typeof told === "string") return;
          if (told.length === 0) await stream.write(": here\n\n");
          for (const event of told)
            await stream.writeSSE({ data: JSON.stringify(event), id: String(this.#no) });
        }
      } finally {
        this.#listeners.delete(listener);
      }
    });
  }
}
