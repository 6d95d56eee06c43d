import type { IncomingMessage } from "node:http";
import { SetuError } from "@setu/core";

/** Refills evenly; a burst may use up what has gathered. Time is monotonic, so a clock that jumps opens no door. */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  readonly #clock: () => number;
  #tokens: number;
  #at: number;

  /** @param rate tokens a second */
  constructor(rate: number, burst: number, clock: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#at = clock();
  }

  /** @throws OVER_QUOTA */
  take(): void {
    const now = this.#clock();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    if (this.#tokens < 1) throw new SetuError("OVER_QUOTA", "too many requests; wait a moment");
    this.#tokens -= 1;
  }
}

/** So many bodies are read at once, and with them so many times their bound is held; whoever comes beside them comes again. */
export class Room {
  #left: number;

  constructor(places: number) {
    this.#left = places;
  }

  /** @throws OVER_QUOTA, from what it gives back */
  around<T extends unknown[], R>(read: (...asked: T) => Promise<R>): (...asked: T) => Promise<R> {
    return async (...asked) => {
      if (this.#left === 0) throw new SetuError("OVER_QUOTA", "too many messages at once; wait a moment");
      this.#left -= 1;
      try {
        return await read(...asked);
      } finally {
        this.#left += 1;
      }
    };
  }
}

/**
 * The slowest line that is waited for, bytes a millisecond: an eighth of a line of 64 kbit/s, which several messages
 * share.
 */
export const SLOWEST = 1;

/**
 * The body of a message, counted while it streams: neither a missing length nor a false one makes us hold more.
 * @param ms for the whole body, and longer as far as it comes no slower than `SLOWEST`: a sender of one byte a second is
 *   not worth a connection
 * @throws TOO_LARGE | TIMEOUT | PEER_SILENT when it ends early
 */
export function readBody(message: IncomingMessage, maxBytes: number, ms: number): Promise<Buffer> {
  if (Number(message.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const began = performance.now();
    const late = () => {
      const left = began + ms + size / SLOWEST - performance.now();
      if (left > 1) timer = setTimeout(late, left);
      else fail(new SetuError("TIMEOUT", "the body came too slowly"));
    };
    let timer = setTimeout(late, ms);
    const fail = (error: unknown) => {
      clearTimeout(timer);
      message.pause();
      reject(error);
    };
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) fail(tooLarge(maxBytes));
      else chunks.push(chunk);
    });
    message.on("end", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks, size));
    });
    message.on("error", fail);
    message.on("close", () => {
      if (!message.complete) fail(new SetuError("PEER_SILENT", "the connection ended inside the body"));
    });
  });
}

const tooLarge = (max: number) => new SetuError("TOO_LARGE", `more than ${max} bytes`, { detail: { max } });
