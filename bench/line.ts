import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** The line between two nodes: carries everything from a port of 127.0.0.1 to the same port of 127.0.0.2, or nothing. */
export class Line {
  /** Bytes of TLS that have crossed, in both directions. */
  bytes = 0;
  /** When something crossed for the first time after the line came back, by `performance.now()`. */
  backAt: number | null = null;
  #cut = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer((near) => {
      if (this.#cut) return void near.destroy();
      const far = connect(this.port, "127.0.0.2");
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("data", (chunk: Buffer) => this.#passed(chunk.length));
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
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

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
    this.bytes = 0;
    this.backAt = null;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #passed(bytes: number): void {
    this.backAt ??= performance.now();
    this.bytes += bytes;
  }
}
