import { randomBytes } from "node:crypto";
import { SetuError } from "@setu/core";
import { SLOWEST } from "./limits.ts";
import type { Question, Reply } from "./turn-messages.ts";

/** A call is held so long before it is answered with nothing; shorter than whoever calls waits for an answer. */
const HOLD = 20_000;
/** Whoever has called comes again within this: until then a question waits for the next call. */
const GRACE = 5_000;
const TIMEOUT = 30_000;

type Waiting = {
  readonly question: Question;
  /** It has left with a call: only the next call can bring its answer. */
  handed: boolean;
  readonly resolve: (body: Uint8Array) => void;
  readonly reject: (error: Error) => void;
};

type Channel = {
  /** Ends the call that is held, with a question or with nothing. */
  held: ((question: Question | null) => void) | null;
  /** Until when somebody is believed to be there who calls, by the clock that only goes forward. */
  until: number;
  asked: Waiting | null;
};

/**
 * Questions of a node that may open no connection: the other side calls, and takes them with it. One question at a time
 * on each channel (a lane, or the files), answered with the next call. Memory of this process: a question that is lost
 * is PEER_SILENT like any other, and nothing rests on it.
 */
export class Turns {
  readonly #channels = new Map<string, Channel>();
  readonly #hold: number;
  #stopped = false;

  /** @param hold milliseconds for which a call waits for a question */
  constructor(hold = HOLD) {
    this.#hold = hold;
  }

  /** Whether the other side calls on this channel, so that a question has somebody to go to. */
  attached(name: string): boolean {
    const { held, until } = this.#channel(name);
    return !this.#stopped && (held !== null || performance.now() < until);
  }

  /** @throws PEER_SILENT when nobody calls or no answer comes; the peer's refusal | BUSY while another waits */
  ask(name: string, method: Question["method"], path: string, body: Uint8Array): Promise<Uint8Array> {
    const channel = this.#channel(name);
    if (!this.attached(name)) return Promise.reject(silent("the other node does not call"));
    if (channel.asked) return Promise.reject(new SetuError("BUSY", "another question is under way"));
    const question = { id: randomBytes(16).toString("hex"), method, path, body };
    return new Promise<Uint8Array>((resolve, reject) => {
      const fail = (error: Error) => {
        clearTimeout(timer);
        if (channel.asked === waiting) channel.asked = null;
        reject(error);
      };
      const done = (bytes: Uint8Array) => {
        clearTimeout(timer);
        channel.asked = null;
        resolve(bytes);
      };
      const waiting: Waiting = { question, handed: false, resolve: done, reject: fail };
      const timer = setTimeout(() => fail(silent("no answer in time")), patience(body)).unref();
      channel.asked = waiting;
      this.#hand(channel);
    });
  }

  /**
   * The other side calls: with the answer to what it took last, and for the next question.
   * @param gone calls back when its connection has ended before the whole answer had left: a question that was in it is lost
   * @returns null when there is nothing to ask
   */
  call(name: string, reply: Reply | null, gone: (end: () => void) => void): Promise<Question | null> {
    const channel = this.#channel(name);
    // The newest call counts: an older one is of a connection that died and does not know it.
    channel.held?.(null);
    const asked = channel.asked?.handed ? channel.asked : null;
    if (!reply || asked?.question.id !== reply.id)
      // What left with an older call, and is not answered by this one, was lost with it.
      asked?.reject(silent("the answer was lost"));
    else if (reply.refusal) asked.reject(reply.refusal);
    else asked.resolve(reply.body);
    if (this.#stopped) return Promise.resolve(null);
    return new Promise((resolve) => {
      let taken: Question | null = null;
      const end = (question: Question | null) => {
        if (channel.held !== end) return;
        taken = question;
        clearTimeout(timer);
        channel.held = null;
        // With a question in hand it may take long to come back; without one it comes at once.
        channel.until = performance.now() + (question ? patience(question.body) : GRACE);
        resolve(question);
      };
      const timer = setTimeout(() => end(null), this.#hold).unref();
      channel.held = end;
      gone(() => {
        end(null);
        if (taken === null || channel.asked?.question !== taken) return;
        // Else a long one would keep its lane for as long as a slow line may take, and other processes of this node from it.
        channel.until = performance.now() + GRACE;
        channel.asked.reject(silent("the question was lost"));
      });
      this.#hand(channel);
    });
  }

  /** Nobody waits here any longer. */
  stop(): void {
    this.#stopped = true;
    for (const { held, asked } of this.#channels.values()) {
      held?.(null);
      asked?.reject(silent("this node stops"));
    }
  }

  #hand({ held, asked }: Channel): void {
    if (!held || !asked) return;
    asked.handed = true;
    held(asked.question);
  }

  #channel(name: string): Channel {
    const known = this.#channels.get(name) ?? { held: null, until: 0, asked: null };
    this.#channels.set(name, known);
    return known;
  }
}

const patience = (body: Uint8Array): number => TIMEOUT + body.length / SLOWEST;
const silent = (message: string) => new SetuError("PEER_SILENT", message);
