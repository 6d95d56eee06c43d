import type { Event } from "@setu/requests";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

/**
 * Server-sent events carry ids only, and only of what is committed: whoever reads one still has to ask. A reader that
 * was away is told to look at everything again.
 */
export class Events {
  readonly #listeners = new Set<(event: Event) => void>();
  #no = 0;

  send(event: Event): void {
    this.#no += 1;
    for (const listener of this.#listeners) listener(event);
  }

  /** @param stillSignedIn asked every half minute; the stream ends with the session */
  stream(c: Context, stillSignedIn: () => Promise<boolean>, everyMs = 30_000): Response {
    return streamSSE(c, async (stream) => {
      const waiting = new Set<string>();
      let wake = () => {};
      const listener = (event: Event) => {
        waiting.add(JSON.stringify(event));
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
          if (!(await stillSignedIn())) {
            await stream.writeSSE({ data: JSON.stringify({ kind: "session" } satisfies Event) });
            return;
          }
          const batch = [...waiting];
          waiting.clear();
          if (batch.length === 0) await stream.write(": here\n\n");
          for (const data of batch) await stream.writeSSE({ data, id: String(this.#no) });
        }
      } finally {
        this.#listeners.delete(listener);
      }
    });
  }
}
