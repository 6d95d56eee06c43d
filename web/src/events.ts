import type { Event } from "@setu/requests/api.ts";
import { isLost, sayDoubtful } from "@setu/ui";
import { useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useLine } from "./line.ts";

/** Which queries a server-sent event makes stale. Events carry ids only; what changed is asked for again. */
const STALE: Readonly<Record<Event["kind"], (client: QueryClient, event: Event) => void>> = {
  item: (client) => void client.invalidateQueries({ queryKey: ["requests"] }),
  presence: (client, event) => {
    void client.invalidateQueries({ queryKey: ["presence", event.kind === "presence" ? event.item : ""] });
    void client.invalidateQueries({ queryKey: ["desk-presence"] });
  },
  link: (client) => {
    void client.invalidateQueries({ queryKey: ["link"] });
    // A posting is told of by no id: whoever has the register open asks again whenever a log of the link moved.
    void client.invalidateQueries({ queryKey: ["postings"] });
  },
  notice: (client) => void client.invalidateQueries({ queryKey: ["notices"] }),
  session: (client) => void client.invalidateQueries({ queryKey: ["session"] }),
};

/** A stream that was refused is opened again after so long; the browser itself does so only with one that broke. */
const AGAIN_MS = 5_000;
/** Without a stream the screens look by themselves. */
const LOOK_MS = 30_000;

/** Listens while somebody is signed in. After a gap everything is asked again. */
export function useEvents(): void {
  const client = useQueryClient();
  const askAgain = useCallback(() => void client.invalidateQueries({ predicate: isAskedByItself }), [client]);
  useLine(askAgain);
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let opened = false;
    const take = (message: MessageEvent<string>) => {
      const event = parse(message.data);
      if (event !== null) STALE[event.kind](client, event);
    };
    const listen = () => {
      source = new EventSource("/api/events");
      source.addEventListener("open", () => {
        if (opened) askAgain();
        opened = true;
      });
      source.addEventListener("error", () => {
        sayDoubtful();
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN_MS);
      });
      for (const name of ["message", ...Object.keys(STALE)]) source.addEventListener(name, take);
    };
    listen();
    const looking = setInterval(() => {
      if (source.readyState !== EventSource.OPEN && !isLost()) askAgain();
    }, LOOK_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(looking);
      source.close();
    };
  }, [client, askAgain]);
}

/** A search is written down with its reader: what has been found is not looked for again on nobody's word. */
const isAskedByItself = ({ queryKey, state }: Query): boolean =>
  queryKey[0] !== "search" || state.data === undefined;

function parse(data: string): Event | null {
  try {
    const value = JSON.parse(data) as Event;
    return value !== null && Object.hasOwn(STALE, value.kind) ? value : null;
  } catch {
    return null;
  }
}
