import { isItemAct, isPulse, parseLeaf, parsePulse, type Pulse, type RecordId } from "@setu/core";
import { linkOrigin, openAct, parseBundle, type Bundle, type WireEntry } from "@setu/link";
import { checkEntry } from "@setu/link/receive.ts";
import { append, emptyFrontier, equalBytes, root, verifyConsistency, type Frontier } from "tlog";
import { utf8 } from "@setu/link/bytes.ts";
import { worded } from "../check.ts";
import type { Bed } from "./bed.ts";

/**
 * The tested node's log in one lane, as it pushes it: verified as section 8 of spec/record.md wants it, opened, and every
 * fault kept in words. What has a fault is not taken, so the node shows what it does then too.
 */
export class TheirLog {
  readonly origin: string;
  held = 0;
  checkpoint = "";
  readonly faults: string[] = [];
  readonly pulses: Pulse[] = [];
  /** Workflow of each act that stands in the log. */
  readonly workflows = new Set<string>();
  readonly #bed: Bed;
  #frontier: Frontier = emptyFrontier();
  #t = 0;
  #seen = 0;

  constructor(bed: Bed, lane: string) {
    this.#bed = bed;
    const { node, own } = bed;
    this.origin = linkOrigin(node.party, own.party, lane, node.instance);
  }

  /** @param ours how many entries of the bed's own log the node can have seen */
  take(bytes: Uint8Array, ours: number): { checkpoint: string; held: number; receipt: string | null } {
    try {
      return this.#take(parseBundle(bytes), ours);
    } catch (error) {
      this.faults.push(worded(error));
      return { checkpoint: this.checkpoint, held: this.held, receipt: null };
    }
  }

  #take(bundle: Bundle, ours: number) {
    const { signs } = this.#bed;
    if (bundle.origin !== this.origin) throw new Error(`a bundle of ${bundle.origin} in this lane`);
    const { size, root: hash } = signs.openPeer(bundle.checkpoint, this.origin);
    if (bundle.from > this.held) throw new Error(`a stretch from ${bundle.from}, where ${this.held} is held`);
    const entries = bundle.entries.map(checkEntry);
    if (bundle.from < this.held || size < this.held)
      return { checkpoint: this.checkpoint, held: this.held, receipt: null };
    verifyConsistency({
      oldSize: this.held,
      oldRoot: root(this.#frontier),
      size,
      root: hash,
      proof: bundle.proof,
    });
    const frontier = append(
      this.#frontier,
      entries.map(({ leafHash }) => leafHash),
    );
    if (frontier.size !== size || !equalBytes(root(frontier), hash))
      throw new Error("the entries do not add up to the checkpoint");
    for (const [i, entry] of bundle.entries.entries())
      this.#read(bundle, entry, { pos: this.held + i, ours });
    Object.assign(this, { held: size, checkpoint: bundle.checkpoint });
    this.#frontier = frontier;
    return { checkpoint: this.checkpoint, held: size, receipt: signs.cosign(bundle.checkpoint, Date.now()) };
  }

  #read(
    bundle: Bundle,
    entry: WireEntry,
    { pos, ours }: { readonly pos: number; readonly ours: number },
  ): void {
    const leaf = parseLeaf(entry.leaf);
    if (leaf.t < this.#t) this.faults.push(`entry ${pos} is dated before the one before it`);
    if (leaf.seen < this.#seen) this.faults.push(`entry ${pos} has seen less than the one before it`);
    if (leaf.seen > ours) this.faults.push(`entry ${pos} has seen what the bed never sent`);
    if (typeof entry.body === "string") this.faults.push(`entry ${pos} comes without its body`);
    this.#t = leaf.t;
    this.#seen = leaf.seen;
    const act = this.#open(bundle, entry, leaf, pos);
    if (!act) return;
    this.workflows.add(act.wf);
    if (isItemAct(act) || !isPulse(act)) return;
    const pulse = parsePulse(act);
    const last = this.pulses.at(-1);
    if (last && (pulse.no <= last.no || pulse.cosigned < last.cosigned || pulse.applied < last.applied))
      this.faults.push(`pulse ${pulse.no} takes back what pulse ${last.no} said`);
    if (pulse.cosigned > ours || pulse.applied > pulse.cosigned)
      this.faults.push(`pulse ${pulse.no} has applied or cosigned what was never sent`);
    this.pulses.push(pulse);
  }

  /** @returns null, and says why, when it does not open by the keys that came with it */
  #open(
    { epochs }: Bundle,
    { leaf: bytes, act, wrap }: WireEntry,
    leaf: ReturnType<typeof parseLeaf>,
    pos: number,
  ) {
    const { crypto, node } = this.#bed;
    const epoch = wrap && epochs[wrap.epoch];
    const slot = wrap?.slots.find((each) => each.slot === 0);
    try {
      if (!wrap || !epoch || !slot) throw new Error("the key of its act did not come with it");
      if (wrap.slots.some((each) => each.slot === 255))
        this.faults.push(`the salt of entry ${pos} was delivered`);
      const info = utf8(`setu/1 wrap ${node.party} ${wrap.id} 0 ${leaf.a}`);
      const secret = crypto.decapsulate(epoch.kemKey, epoch.enc);
      const material = crypto.open(crypto.derive(secret, info), slot.bytes, info);
      const key = { from: node.party, id: wrap.id as RecordId, slot: 0, material };
      return openAct(crypto, leaf, key, act).act;
    } catch (error) {
      this.faults.push(`entry ${pos} of ${bytes.length} bytes does not open: ${worded(error)}`);
      return null;
    }
  }
}
