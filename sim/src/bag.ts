import {
  acceptLoss,
  encodeOpen,
  isForUs,
  laneSections,
  missingUpTo,
  ownOrigin,
  parseOpen,
  readSections,
  SectionWriter,
  signForFile,
  takeLane,
  type LaneKnown,
  type LineKey,
  type Section,
  type Source,
} from "@setu/link";
import { sha256 } from "tlog";
import type { SimNode } from "./node.ts";
import type { Schedule } from "./schedule.ts";

/** A file is on its way for so long at most, virtual milliseconds: it arrives among newer ones, and after what it tells. */
export const LONGEST_WAY = 8_000;
const LOST = 0.3;
const TWICE = 0.3;

/** What is carried between the two nodes: late, out of order, twice or never; what arrives is what was written. */
export class Bag {
  readonly #schedule: Schedule;
  /** Beside the database of each node: a restore takes nothing of it back. */
  readonly #known = new Map<SimNode, Map<string, LaneKnown>>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** Writes a file, and lets it go. */
  async carry(from: SimNode): Promise<void> {
    const { random } = this.#schedule;
    try {
      const bytes = await this.#write(from);
      if (!bytes || random.chance(LOST)) return;
      for (let times = random.chance(TWICE) ? 2 : 1; times > 0; times--)
        this.#schedule.after(random.int(1, LONGEST_WAY), () => void this.#arrives(from.peer, bytes));
    } catch (error) {
      from.notice(error);
    }
  }

  /** Nothing is under way any more: what no file has brought back is given up, as two persons do who have found every stick. */
  async giveUp(nodes: readonly SimNode[]): Promise<void> {
    for (const node of nodes)
      for (const lane of node.identity.lanes) {
        const { store } = (await node.served()).submitPorts();
        await store.tx(async (tx) => {
          const own = await tx.own(ownOrigin(node.identity, lane), true);
          if ((await missingUpTo(tx, own, "line")) !== null) await acceptLoss(tx, own);
        });
        node.wake(lane);
      }
  }

  async #write(node: SimNode): Promise<Uint8Array | null> {
    if (node.processes.length === 0) return null;
    const ports = (await node.served()).submitPorts();
    const { party, instance, peer, lanes } = node.identity;
    const writer = new SectionWriter(this.#schedule.random.bytes(16).toHex(), lineOf(party));
    const parties = { from: party, instance, to: peer.party, toInstance: peer.instance };
    const key = encoder.encode(party);
    const open = encodeOpen({ ...parties, at: node.now(), key, files: [] });
    const made = [writer.write({ ...NAMELESS, kind: "open", bytes: open })];
    for (const lane of lanes) {
      await signForFile(ports, lane);
      const known = this.#known.get(node)?.get(lane) ?? null;
      for await (const section of laneSections(ports, lane, known)) made.push(writer.write(section));
    }
    made.push(writer.write({ ...NAMELESS, kind: "end", bytes: new Uint8Array() }));
    return new Uint8Array(Buffer.concat(made));
  }

  async #arrives(node: SimNode, bytes: Uint8Array): Promise<void> {
    if (node.processes.length === 0) return;
    try {
      const ports = (await node.served()).submitPorts();
      const source: Source = async (at, length) => bytes.subarray(at, at + length);
      let at = 0;
      const { places } = await readSections(source, (open) => {
        const words = parseOpen(open);
        if (!isForUs(words, node.identity)) throw new Error("a file came to whom it was not written");
        at = words.at;
        const { sign } = lineOf(node.peer.identity.party);
        return (message, signature) => Buffer.compare(sign(message), signature) === 0;
      });
      for (const lane of node.identity.lanes) {
        const { known } = await takeLane(ports, lane, { at, source, places });
        const newest = this.#known.get(node) ?? new Map<string, LaneKnown>();
        this.#known.set(node, newest);
        if (known && at >= (newest.get(lane)?.at ?? 0)) newest.set(lane, known);
        node.wake(lane);
      }
    } catch (error) {
      node.notice(error);
    }
  }
}

const encoder = new TextEncoder();
const NAMELESS: Pick<Section, "name" | "pos"> = { name: "", pos: 0 };

const lineOf = (party: string): LineKey => ({
  sign: (message) => sha256(new Uint8Array([...encoder.encode(party), ...message])),
});
