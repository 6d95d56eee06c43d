import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** Below those that systems give to outgoing connections: one of these could take it before the node listens. */
export const anyPort = (): number => randomInt(10_000, 32_000);

export async function freePort(): Promise<number> {
  const probe = createServer().listen(anyPort(), "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return freePort();
  }
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
