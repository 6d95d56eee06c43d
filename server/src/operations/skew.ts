import type { Ports } from "@setu/link";

/**
 * The peer's clock beside ours, by the time in each receipt as it comes: the one time that it has signed and that was a
 * moment ago. Order never depends on it; deadlines are read by people.
 */
export class Skew {
  /** Milliseconds by which the peer was ahead; null: no receipt since this process began. */
  ahead: number | null = null;

  /** The same ports, whose receipts are looked at. */
  watched(ports: Ports): Ports {
    const { keys, world } = ports;
    return {
      ...ports,
      keys: {
        ...keys,
        openReceipt: (note, origin) => {
          const opened = keys.openReceipt(note, origin);
          this.ahead = opened.t - world.now();
          return opened;
        },
      },
    };
  }
}
