import { chmodSync, lstatSync, rmSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";

export function listen(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}

/** A socket that a killed process has left is in the way, and is nobody's: each process has its own path. */
export async function listenAt(server: Server, socket: string): Promise<void> {
  if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) rmSync(socket);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  // The proxy comes in by the group.
  chmodSync(socket, 0o660);
}

export function close(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}
