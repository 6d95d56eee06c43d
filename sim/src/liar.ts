import {
  encodeBundle,
  encodeWraps,
  onFetch,
  onHello,
  onPush,
  onWraps,
  ownOrigin,
  parseBundle,
  parseWraps,
  type Bundle,
  type Hello,
  type Ports,
  type PushAnswer,
} from "@setu/link";
import type { Asking, Lie, Memory, Push } from "./lies/lie.ts";
import type { SimNode } from "./node.ts";
import type { Random } from "./random.ts";

const REMEMBERED = 12;
/** How often a lie is told where it could be. */
const OFTEN = 0.4;

/**
 * The tongue of a lying node. Its programs are the honest ones, over a store that never stops them; what they say and
 * answer passes through here on its way out, and is sometimes bent.
 */
export class Liar {
  readonly lies: readonly Lie[];
  /** Names of the lies that were told, and how often. */
  readonly told = new Map<string, number>();
  /** What it has shown to the honest side that should have stopped it, and did not (`liar-oracle.ts`). */
  readonly shown: string[] = [];
  /** Ends with peace. */
  lying = true;
  readonly #node: SimNode;
  readonly #random: Random;
  readonly #theirs = new Map<string, string[]>();
  readonly #ours = new Map<string, string[]>();
  readonly #openings = new Map<string, string[]>();
  readonly #pushed: Bundle[] = [];

  constructor(node: SimNode, lies: readonly Lie[], random: Random) {
    this.#node = node;
    this.lies = lies;
    this.#random = random;
  }

  push(
    ports: Ports,
    lane: string,
    opening: string,
    bytes: Uint8Array,
  ): Push & { readonly bytes: Uint8Array } {
    const bundle = parseBundle(bytes);
    const push = this.#bent({ opening, bundle }, (lie) => lie.push, ports, lane);
    remember(this.#openings, lane, opening);
    remember(this.#ours, lane, bundle.checkpoint);
    this.#pushed.push(bundle);
    if (this.#pushed.length > REMEMBERED) this.#pushed.shift();
    return { ...push, bytes: encodeBundle(push.bundle) };
  }

  async onHello(ports: Ports, lane: string): Promise<Hello> {
    return this.#bent(await onHello(ports, lane), (lie) => lie.hello, ports, lane);
  }

  async onPush(ports: Ports, lane: string, opening: string, bytes: Uint8Array): Promise<PushAnswer> {
    const pushed = parseBundle(bytes);
    remember(this.#theirs, lane, pushed.checkpoint);
    const forgets = this.lies.find((lie) => lie.forgets);
    if (forgets && this.#tells(forgets)) {
      const { checkpoint } = pushed;
      const receipt = ports.keys.cosign(checkpoint, ports.world.now());
      return { held: Number(checkpoint.split("\n")[1]), checkpoint, receipt };
    }
    const answer = await onPush(ports, lane, opening, bytes);
    const bend = (lie: Lie) =>
      lie.receipt && ((said: PushAnswer, memory: Memory) => lie.receipt?.(said, pushed, memory) ?? null);
    return this.#bent(answer, bend, ports, lane);
  }

  async onFetch(ports: Ports, lane: string, from: number, to: number): Promise<Uint8Array> {
    const bundle = parseBundle(await onFetch(ports, lane, from, to));
    return encodeBundle(this.#bent(bundle, (lie) => lie.fetch, ports, lane));
  }

  async onWraps(ports: Ports, lane: string, origin: string, positions: readonly number[]) {
    const answer = parseWraps(await onWraps(ports, lane, origin, positions), positions.length);
    return encodeWraps(this.#bent(answer, (lie) => lie.wraps, ports, lane));
  }

  /** Something that its own will makes it do: it signs into its log, or asks. */
  async act(lie: Lie, ports: Ports, lane: string, ask: Asking): Promise<void> {
    if (!this.lying) return;
    this.#count(lie);
    try {
      await (lie.write
        ? ports.store.tx((tx) => lie.write?.(tx, this.#memory(ports, lane)) as Promise<void>)
        : null);
      await lie.pester?.(ask, this.#memory(ports, lane));
    } catch (error) {
      // Refused, or its own database failed just then: so much the better.
      this.#node.notice(error);
    }
  }

  /** A clock, or a second face: told by nature, from the beginning on. */
  born(): void {
    for (const lie of this.lies) if (lie.clock !== undefined || lie.twoFaces) this.#count(lie);
  }

  #bent<T>(
    said: T,
    of: (lie: Lie) => ((said: T, memory: Memory) => T | null) | undefined,
    ports: Ports,
    lane: string,
  ): T {
    for (const lie of this.lies) {
      const bend = of(lie);
      if (!bend || !this.lying || !this.#random.chance(OFTEN)) continue;
      const lied = bend(said, this.#memory(ports, lane));
      if (lied === null) continue;
      this.#count(lie);
      return lied;
    }
    return said;
  }

  #tells(lie: Lie): boolean {
    const tells = this.lying && this.#random.chance(OFTEN);
    if (tells) this.#count(lie);
    return tells;
  }

  #count({ name }: Lie): void {
    this.told.set(name, (this.told.get(name) ?? 0) + 1);
  }

  #memory(ports: Ports, lane: string): Memory {
    const entries = this.#node.disk.state.entries.get(ownOrigin(ports.identity, lane)) ?? [];
    return {
      random: this.#random,
      ports,
      lane,
      theirs: this.#theirs.get(lane) ?? [],
      ours: this.#ours.get(lane) ?? [],
      leaves: entries.map(({ leafHash }) => leafHash),
      pushed: this.#pushed,
      openings: this.#openings.get(lane) ?? [],
    };
  }
}

function remember(of: Map<string, string[]>, lane: string, what: string): void {
  const known = of.get(lane) ?? [];
  if (what !== "" && known.at(-1) !== what) known.push(what);
  if (known.length > REMEMBERED) known.shift();
  of.set(lane, known);
}
