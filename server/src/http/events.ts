import type { Event } from "@setu/requests";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

/** `take` of null: ask again, and show nothing. */
type Listener = { readonly reader: string; readonly take: (event: Event | null, urgent: boolean) => void };

/** So many are judged together; a backlog that arrives holds up no alert for longer. */
const AT_ONCE = 32;
export type Allowed = (events: readonly Event[]) => Promise<readonly Event[] | "signed-out" | "changed">;

/**
 * Server-sent events carry ids only, and only of what is committed: whoever reads one still has to ask. A reader that
 * was away is told to look at everything again. Of what a reader may not hear the stream shows nothing at all: no byte, no
 * number that was passed over, no other moment of the sign of life.
 */
export class Events {
  readonly #listeners = new Set<Listener>();
  /** Hears of each event before any stream does. */
  before: (event: Event) => void = () => {};

  /**
   * @param to the officer whom it concerns; nobody else's stream wakes. Absent: whoever may hear of it
   * @param urgent goes before whatever else a stream still has to tell
   */
  send(event: Event, to?: string, urgent = false): void {
    this.before(event);
    for (const { reader, take } of this.#listeners)
      if (to === undefined || reader === to) take(event, urgent);
  }

  /** Each stream asks whether it may go on, and shows nothing. */
  ask(): void {
    for (const { take } of this.#listeners) take(null, false);
  }

  /**
   * @param reader whose stream it is
   * @param allowed which of the events may be told, asked for each batch and every half minute; `signed-out` ends the
   *   stream with the session, `changed` ends it so that the screen begins anew
   */
  stream(c: Context, reader: string, allowed: Allowed, everyMs = 30_000): Response {
    return streamSSE(c, async (stream) => {
      const waiting = new Map<string, Event>();
      const alerts = new Map<string, Event>();
      let wake = () => {};
      let due = false;
      let asked = false;
      let no = 0;
      const take = (event: Event | null, urgent: boolean) => {
        if (event === null) asked = true;
        else (urgent ? alerts : waiting).set(JSON.stringify(event), event);
        wake();
      };
      const listener: Listener = { reader, take };
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
        if (c.req.header("last-event-id") !== undefined) take({ kind: "link" }, false);
        await stream.write(": open\n\n");
        while (!stream.aborted) {
          if (alerts.size + waiting.size === 0 && !due && !asked)
            await new Promise<void>((resolve) => (wake = resolve));
          const alive = due;
          due = false;
          asked = false;
          const from = alerts.size > 0 ? alerts : waiting;
          const batch = [...from].slice(0, AT_ONCE);
          for (const [name] of batch) from.delete(name);
          const told = await allowed(batch.map(([, event]) => event));
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
