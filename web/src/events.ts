import type { Event } from "@setu/requests/api.ts";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Which queries a server-sent event makes stale. Events carry ids only; what changed is asked for again. */
const STALE: Readonly<Record<Event["kind"], (client: QueryClient, event: Event) => void>> = {
  item: (client) => void client.invalidateQueries({ queryKey: ["requests"] }),
  presence: (client, event) => {
    void client.invalidateQueries({ queryKey: ["presence", event.kind === "presence" ? event.item : ""] });
    void client.invalidateQueries({ queryKey: ["desk-presence"] });
  },
  link: (client) => void client.invalidateQueries({ queryKey: ["link"] }),
  notice: (client) => void client.invalidateQueries({ queryKey: ["notices"] }),
  session: (client) => void client.invalidateQueries({ queryKey: ["session"] }),
};

/** Listens while somebody is signed in. The browser reconnects by itself; after a gap everything is asked again. */
export function useEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource("/api/events");
    let opened = false;
    source.addEventListener("open", () => {
      if (opened) void client.invalidateQueries();
      opened = true;
    });
    const take = (message: MessageEvent<string>) => {
      const event = parse(message.data);
      if (event !== null) STALE[event.kind](client, event);
    };
    for (const name of ["message", ...Object.keys(STALE)]) source.addEventListener(name, take);
    return () => source.close();
  }, [client]);
}

function parse(data: string): Event | null {
  try {
    const value = JSON.parse(data) as Event;
    return value !== null && Object.hasOwn(STALE, value.kind) ? value : null;
  } catch {
    return null;
  }
}
