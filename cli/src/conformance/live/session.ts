import { setTimeout as pause } from "node:timers/promises";
import { SetuError, type Count, type Hash, type Json, type RecordId } from "@setu/core";
import { encodeWraps } from "@setu/link";
import { emptyRoot } from "tlog";
import type { Bed } from "./bed.ts";
import { Line, type Address, type Reply } from "./line.ts";
import { Listener } from "./listener.ts";
import { MockLog, rootOf } from "./mock-log.ts";
import { make, newEpoch, newId, wrapOf, type Epoch, type Made, type Recipe } from "./record.ts";
import { TheirLog } from "./their-log.ts";

export type HelloAnswer = {
  readonly checkpoint: string;
  readonly held: number;
  readonly opening: string;
  readonly origin: string;
  readonly versions: readonly string[];
};
export type PushReply = {
  readonly checkpoint: string;
  readonly held: number;
  readonly receipt: string | null;
};

export type SessionOptions = {
  readonly bed: Bed;
  /** Where the node is, when it is not where its card says. */
  readonly at?: Address;
  /** Where the bed listens: host and port of its card unless given. */
  readonly bind?: Address;
  /** Milliseconds for whatever the node does by itself. */
  readonly patience: number;
  readonly signal: AbortSignal;
};

/** The bed at work: its logs, the line to the tested node, and where that node reaches it. */
export class Session {
  readonly bed: Bed;
  readonly line: Line;
  readonly listener: Listener;
  readonly patience: number;
  readonly logs: ReadonlyMap<string, MockLog>;
  readonly theirs: ReadonlyMap<string, TheirLog>;
  /** The lane in which most is tried: the last of the card, the least urgent. */
  readonly lane: string;
  readonly epoch: Epoch;
  /** Entries whose keys the node is told not to get when it asks again. */
  readonly withheld = new Set<RecordId>();
  /** Ciphertext of files, in parts, by its hash. */
  readonly files = new Map<string, readonly Uint8Array[]>();
  readonly address: Address;
  readonly #bind: Address;
  readonly #signal: AbortSignal;
  readonly #pulses = new WeakSet<Made>();
  #t = 0;

  constructor({ bed, at = bed.node.address, bind = bed.own.address, patience, signal }: SessionOptions) {
    this.bed = bed;
    this.address = at;
    this.#bind = bind;
    this.patience = patience;
    this.#signal = signal;
    this.epoch = newEpoch(bed);
    this.line = new Line(at, bed.keys.tls, bed.node.tls, patience);
    this.logs = new Map(bed.own.lanes.map((lane) => [lane, new MockLog(bed, this.epoch, lane)]));
    this.theirs = new Map(bed.own.lanes.map((lane) => [lane, new TheirLog(bed, lane)]));
    this.lane = bed.own.lanes.at(-1) ?? "";
    this.listener = new Listener(bed, {
      lanes: this.theirs,
      shown: (lane) => this.log(lane).size,
      wraps: (lane, body) => this.#wraps(lane, body),
      part: (c, part) => this.files.get(c)?.[part] ?? null,
      versions: ["requests/1"],
    });
  }

  listen(): Promise<void> {
    return this.listener.listen(this.#bind.host, this.#bind.port);
  }

  async close(): Promise<void> {
    this.line.close();
    await this.listener.close();
  }

  log(lane = this.lane): MockLog {
    return this.logs.get(lane) as MockLog;
  }

  their(lane = this.lane): TheirLog {
    return this.theirs.get(lane) as TheirLog;
  }

  /** @param answering the node need not greet back */
  async hello(lane = this.lane, answering = false): Promise<HelloAnswer> {
    const reply = await this.ask(`${lane}/hello`, Uint8Array.of(answering ? 1 : 0));
    return okay(reply) as unknown as HelloAnswer;
  }

  ask(path: string, body: Uint8Array | null): Promise<Reply> {
    return this.line.ask(`/link/1/${path}`, body);
  }

  /** Under an opening of this moment. */
  async push(bundle: Uint8Array, lane = this.lane): Promise<Reply> {
    const { opening } = await this.hello(lane, true);
    return this.ask(`${lane}/push/${opening}`, bundle);
  }

  /** Adds entries to the log and has them taken. @throws when there is no receipt */
  async deliver(made: readonly Made[], lane = this.lane): Promise<PushReply> {
    const log = this.log(lane);
    const from = log.size;
    log.entries.push(...made);
    const reply = pushed(await this.push(log.bundle(from), lane));
    if (reply.receipt === null) throw new SetuError("BAD_CHECKPOINT", `no receipt for ${log.size} entries`);
    return reply;
  }

  /** An entry of the bed's log. Its `seen` is what the bed holds of the node's unless given. */
  make(recipe: Partial<Recipe> & Pick<Recipe, "act" | "id">, bodyKey?: Uint8Array, lane = this.lane): Made {
    // A clock that is set back makes no entry that is dated before another.
    this.#t = Math.max(this.#t, Date.now());
    return make(this.bed, this.epoch, { t: this.#t, seen: this.their(lane).held, ...recipe }, bodyKey);
  }

  /** @param change of its arguments @param counts whether it is one of those that are numbered */
  pulse(lane = this.lane, change: Json = {}, counts = true): Made {
    const their = this.their(lane);
    const lanes = this.bed.own.lanes;
    const id = newId();
    // Those that were made and never sent do not count.
    const no = 1 + this.log(lane).entries.filter((each) => this.#pulses.has(each)).length;
    const args = {
      no: no as Count,
      lanes,
      sizes: lanes.map((each) => this.log(each).size as Count),
      roots: lanes.map((each) => hash(rootOf(this.log(each).entries))),
      cosigned: their.held as Count,
      applied: their.held as Count,
      except: [],
      versions: ["requests/1"],
      home: hash(emptyRoot()),
      ...(change as object),
    };
    const made = this.make({ id, act: this.act({ wf: "link/1", do: "pulse", id, args }) }, undefined, lane);
    if (counts) this.#pulses.add(made);
    return made;
  }

  /** The fields that every act has. */
  act(fields: { readonly [name: string]: Json }): Json {
    return { crit: [], from: this.bed.own.party, to: this.bed.node.party, args: {}, ...fields };
  }

  /** An act that opens a request (spec/workflows.md), legal as it is. */
  request(id: RecordId, change: { readonly [name: string]: Json } = {}): Json {
    const { own, node } = this.bed;
    return this.act({
      wf: "requests/1",
      do: "ask",
      id,
      item: `${own.party}:${id}`,
      by: `${own.party}.officer-1`,
      after: [null, null],
      args: ASK,
      mark: {
        audience: [`${own.party}.bed`, `${node.party}.bed`],
        handling: ["H1"],
        pap: "AMBER",
        tlp: "AMBER",
      },
      ret: "case",
      body: null,
      att: [],
      ...change,
    });
  }

  /** Waits for what the node does by itself. @throws TIMEOUT */
  async until(what: string, done: () => boolean, patience = this.patience): Promise<void> {
    const end = performance.now() + patience;
    while (!done()) {
      if (this.#signal.aborted || performance.now() > end)
        throw new SetuError("TIMEOUT", `${what} did not come within ${Math.round(patience / 1000)} s`);
      await pause(20);
    }
  }

  #wraps(lane: string, body: Uint8Array): Uint8Array | null {
    const { origin, positions } = JSON.parse(Buffer.from(body).toString()) as {
      readonly origin: string;
      readonly positions: readonly number[];
    };
    const { entries, origin: ours } = this.log(lane);
    if (origin !== ours || positions.some((pos) => !entries[pos])) return null;
    const wraps = positions.map((pos) => {
      const entry = entries[pos] as Made;
      return this.withheld.has(entry.id) ? null : wrapOf(this.bed, this.epoch, entry);
    });
    return encodeWraps({ origin, epochs: [this.epoch], wraps });
  }
}

const ASK = {
  basis: "mlat",
  calendar: "in-2026.1",
  kinds: ["subscriber-details"],
  language: "en",
  link: "suspect",
  offence: "cyber-fraud",
  purpose: "investigation",
  urgency: "routine",
  use: "intelligence-only",
};

const hash = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString("base64url") as Hash;

/** @throws as `okay` */
export const pushed = (reply: Reply): PushReply => okay(reply) as unknown as PushReply;

/** The JSON of an answer. @throws the peer's refusal, as what it is */
function okay({ status, code, bytes }: Reply): Json {
  if (status !== 200) throw new SetuError("BAD_FIELD", `refused with ${status} ${code ?? "and no code"}`);
  return JSON.parse(Buffer.from(bytes).toString()) as Json;
}
