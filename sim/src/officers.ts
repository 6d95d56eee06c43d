import {
  fold,
  isPulse,
  isSetuError,
  movesOf,
  opaque,
  STRICTEST,
  workflowsOf,
  type Args,
  type Code,
  type ItemAct,
  type ItemId,
  type ItemState,
  type Marking,
  type Opaque,
  type Party,
  type RecordId,
  type WorkflowId,
} from "@setu/core";
import { readItem, submit, type Draft, type Store } from "@setu/link";
import { requests, requests2, requests4, VERSIONS } from "@setu/requests";
import { amendment, someMark } from "./amending.ts";
import { blind, heedless, placedOnly, recallsPlacedOnly, shortSighted } from "./bent.ts";
import type { Faults, Mutation } from "./faults.ts";
import { MemoryTx, type State } from "./memory-store.ts";
import type { SimNode } from "./node.ts";
import type { Random } from "./random.ts";
import { OFFICERS, signed } from "./staff.ts";
import { text } from "./stand-ins.ts";

const WORKFLOWS = workflowsOf(VERSIONS);

/** The state of an item as a node has it at one committed state; null when it has none, or holds it for a newer version. */
export async function stateOf(node: SimNode, state: State, item: ItemId): Promise<ItemState | null> {
  const { entries, pulseTime } = await readItem(node.identity, new MemoryTx(state), item);
  try {
    return fold(WORKFLOWS, item, entries, pulseTime);
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

const code = (value: string) => value as Code;
const ASK: Args = {
  purpose: code("investigation"),
  offence: code("cyber-fraud"),
  basis: code("example"),
  link: code("suspect"),
  kinds: [code("subscriber")],
  language: code("en"),
  urgency: code("routine"),
  use: code("intelligence"),
  calendar: opaque("in-2026.1", "calendar"),
};

const EVALUATION: Args = {
  scheme: code("europol-4x4"),
  source: code("b"),
  information: code("i2"),
};

/** Officers of both sides, who look at a screen, think, and act on what they saw. */
export class Officers {
  /** Acts whose commit was acknowledged, by node: none of these may be lost. */
  readonly acknowledged = new Map<RecordId, SimNode>();
  readonly items: ItemId[] = [];
  readonly #random: Random;
  readonly #mutation: Mutation | null;

  readonly #persons: boolean;
  readonly #amends: boolean;

  constructor(
    random: Random,
    mutation: Mutation | null,
    { persons, amends }: Pick<Faults, "persons" | "amends">,
  ) {
    this.#random = random;
    this.#mutation = mutation;
    this.#persons = persons;
    this.#amends = amends;
  }

  #bend(store: Store, screen: State): Store {
    switch (this.#mutation) {
      case "skip-after":
        return blind(store, screen);
      case "seen-off-by-one":
        return shortSighted(store);
      case "suspension-not-seen-while-it-waits":
        return placedOnly(store);
      case "suspension-ignored-after-restore":
        return heedless(store);
      case "recall-not-seen-while-it-waits":
        return recallsPlacedOnly(store);
      default:
        return store;
    }
  }

  async act(node: SimNode): Promise<void> {
    const random = this.#random;
    const process = node.processes[0];
    if (!process) return;
    const made = await this.#draft(node);
    if (!made) return;
    const signs = this.#persons && random.chance(0.4);
    const draft = signs ? { ...made, draft: signed(node, random, made.draft) } : made;
    const screen = node.disk.state;
    // Thinking: meanwhile anybody may act.
    await process.life.pause(random.int(0, 800));
    const ports = process.submitPorts();
    const store = this.#bend(ports.store, screen);
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        await submit({ ...ports, store }, draft.lane, draft.draft);
        this.acknowledged.set(draft.draft.act.id, node);
        process.wake(draft.lane);
        // Colleagues at one desk: what one takes back another is about to say anew.
        if (this.#amends && random.chance(0.6)) void this.act(node);
        return;
      } catch (error) {
        // Unknown: the same id again, so that it happens once. Anything else was refused and nothing happened.
        // Nothing is opened before the peer was heard: a little later.
        if (isSetuError(error, "UNSUPPORTED_VERSION")) await process.life.pause(random.int(500, 3_000));
        else if (!isSetuError(error, "UNKNOWN_OUTCOME")) return;
      }
    }
  }

  async #draft(node: SimNode): Promise<{ lane: string; draft: Draft } | null> {
    const { party, peer } = node.identity;
    const random = this.#random;
    const id = node.newId();
    const base = {
      crit: [],
      from: party,
      to: peer.party,
      id,
      by: this.#persons ? random.pick(OFFICERS) : (OFFICERS[0] as Opaque),
    };
    const make = (
      wf: WorkflowId,
      lane: string,
      item: ItemId,
      what: string,
      args: Args,
      after: ItemAct["after"],
      mark: Marking = this.#amends ? someMark(random) : STRICTEST,
    ) => ({
      lane,
      draft: {
        act: {
          ...base,
          wf,
          item,
          do: code(what),
          args,
          ...(after && { after }),
          mark,
          ret: code("case"),
          att: [],
        },
        body: random.chance(0.5) ? text(`{"text":"${what}","v":1}`) : null,
        approvals: "[]",
        attachments: [],
      },
    });
    if (this.items.length === 0 || random.chance(this.#amends ? 0.1 : 0.25)) {
      const item = `${party}:${id}` as ItemId;
      this.items.push(item);
      // Both versions live beside each other, as while a new one is introduced.
      const other = this.#amends ? requests4 : requests;
      const { id: wf } = this.items.length % 2 === 0 && !this.#amends ? requests2 : other;
      return make(wf, random.pick(node.identity.lanes), item, "ask", ASK, [null, null]);
    }
    const item = random.pick(this.items);
    const state = await stateOf(node, node.disk.state, item);
    if (!state) return null;
    const lane = (await new MemoryTx(node.disk.state).actsOf(item))[0]?.origin.split("/")[3] ?? "main";
    const { id: wf } = state.workflow;
    if (state.workflow.about && random.chance(0.6)) {
      const later = amendment(state, party, random);
      return later && make(wf, lane, item, later.do, later.args, undefined, later.mark);
    }
    if (random.chance(0.15)) {
      return wf !== requests.id
        ? make(wf, lane, item, "evaluate", { ...EVALUATION, ref: state.opener.head ?? id }, undefined)
        : make(wf, lane, item, "message", {}, undefined);
    }
    const [mine, yours] =
      party === state.opener.party ? [state.opener, state.other] : [state.other, state.opener];
    const moves = movesOf(state, party);
    if (moves.length === 0) return null;
    const what = random.pick(moves);
    return make(wf, lane, item, what, argsFor(what, node, peer.party), [mine.head, yours.head]);
  }
}

function argsFor(what: string, node: SimNode, peer: Party): Args {
  const reason = { reason: code("other") };
  const until = (node.schedule.now + 1_772_000_002_000) as never;
  const table: Record<string, Args> = {
    revise: { urgency: code("priority") },
    withdraw: reason,
    close: { outcome: code("useful") },
    clarify: { kind: code("identity"), until },
    contest: reason,
    extend: { until, ...reason },
    refuse: { ground: code("a") },
    deem: { pulse: lastPulse(node, peer) as never },
  };
  return table[what] ?? {};
}

function lastPulse(node: SimNode, peer: Party): number {
  const pulses = [...node.disk.state.acts.values()].filter(
    (row) => row.act.from === peer && isPulse(row.act),
  );
  return Math.max(0, ...pulses.map((row) => row.pos ?? 0));
}
