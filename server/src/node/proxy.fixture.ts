import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What a line does to what crosses it. */
export type Line = {
  /** Nothing gets through, and whoever connects is cut. */
  readonly cut?: boolean;
  /** Cuts each connection after so many bytes. */
  readonly cutAfter?: number;
  /** Changes the byte at this place of each connection. */
  readonly flipAt?: number;
  /** One way, milliseconds. */
  readonly delay?: number;
  /** Bytes a second in each direction, of all connections together. */
  readonly rate?: number;
  /**
   * Chance that a segment is lost. Below TCP a loss is no gap but a wait: here everything behind it waits for one more round
   * trip, as after a fast retransmission. What a loss does to the window is not modelled.
   */
  readonly loss?: number;
};

const SEGMENT = 1_400;

/** A bad line in this process: TCP from a port of 127.0.0.1 to the same port of 127.0.0.2. */
export class Proxy {
  line: Line = {};
  /** Bytes that have crossed, both ways. */
  carried = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #free = { up: 0, down: 0 };

  constructor() {
    this.#server = createServer({ allowHalfOpen: false }, (near) => {
      const far = connect(this.port, "127.0.0.2");
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      if (this.line.cut) near.destroy();
      void this.#carry(near, far, "up");
      void this.#carry(far, near, "down");
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** A line that is cut cuts what stands on it. */
  become(line: Line): void {
    this.line = line;
    if (line.cut) for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.become({ cut: true });
    this.#server.close();
  }

  async #carry(from: Socket, to: Socket, way: "up" | "down"): Promise<void> {
    let passed = 0;
    try {
      for await (const chunk of from as AsyncIterable<Buffer>)
        for (let at = 0; at < chunk.length; at += SEGMENT) {
          const segment = Buffer.from(chunk.subarray(at, at + SEGMENT));
          const { flipAt = -1, cutAfter = Infinity } = this.line;
          if (flipAt >= passed && flipAt < passed + segment.length)
            segment[flipAt - passed] = (segment[flipAt - passed] ?? 0) ^ 1;
          passed += segment.length;
          this.carried += segment.length;
          await this.#cross(segment, to, way);
          if (passed > cutAfter) return void from.destroy();
        }
    } catch {
      // Either end was cut.
    }
  }

  async #cross(segment: Buffer, to: Socket, way: "up" | "down"): Promise<void> {
    const { delay = 0, rate = Infinity, loss = 0 } = this.line;
    if (delay === 0 && rate === Infinity) return void to.write(segment);
    const now = performance.now();
    this.#free[way] = Math.max(now, this.#free[way]) + (segment.length / rate) * 1000;
    const stall = Math.random() < loss ? 2 * delay : 0;
    await sleep(this.#free[way] - now + stall);
    // The next segment is on the line while this one travels.
    setTimeout(() => to.destroyed || to.write(segment), delay);
  }
}
