import type { Server } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { checkPin, type Pinned } from "./tls.ts";
import type { Log } from "../http/log.ts";

/** Connections whose other end is not proved yet, and connections of the peer: neither takes the places of the other. */
export const PLACES = { unproved: 32, peer: 32 } as const;

/**
 * Cuts every connection that is not the pinned peer's when its handshake ends. Whoever keeps handshakes open loses the
 * oldest of them to each newcomer, so that the peer, whose handshake ends at once, always finds a place.
 */
export function guardDoorway(server: Server, pinned: Pick<Pinned, "pins" | "shown">, log: Log): void {
  const unproved = new Map<string, Socket>();
  let proved = 0;
  server.prependListener("connection", (socket: Socket) => {
    const place = placeOf(socket);
    unproved.set(place, socket);
    socket.once("close", () => {
      if (unproved.get(place) === socket) unproved.delete(place);
    });
    const [oldest] = unproved.values();
    if (unproved.size <= PLACES.unproved || !oldest) return;
    log("link-crowded", { address: oldest.remoteAddress ?? "" });
    oldest.destroy();
  });
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    unproved.delete(placeOf(socket));
    try {
      checkPin(socket, pinned);
    } catch {
      log("link-refused", { address: socket.remoteAddress ?? "" });
      socket.destroy();
      return;
    }
    if (proved >= PLACES.peer) {
      socket.destroy();
      return;
    }
    proved += 1;
    socket.once("close", () => (proved -= 1));
  });
}

/** The TLS socket and the one below it are two objects with one address. */
const placeOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
