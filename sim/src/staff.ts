import { opaque, type ItemAct, type Opaque, type PersonsAct } from "@setu/core";
import { declareIn, type Draft } from "@setu/link";
import type { SimNode } from "./node.ts";
import type { Random } from "./random.ts";
import { fakeApproval, fakeKey, keyAct, type FakeKey } from "./stand-ins.ts";

const DAY = 86_400_000;

/** Who acts at a node, and with which keys; called alike on both sides, and yet nobody of the other. */
export const OFFICERS: readonly Opaque[] = ["officer.1", "officer.2"].map((name) => opaque(name, "by"));

export const keysOf = (node: SimNode): readonly FakeKey[] =>
  OFFICERS.map((officer) => fakeKey(officer, `${node.identity.party} ${officer}`));

/** Signs a draft as one of the side's officers: her key says so, whoever's act it is. */
export function signed(node: SimNode, random: Random, draft: Draft): Draft {
  const act: ItemAct = { ...draft.act, body: null };
  return { ...draft, body: null, approvals: fakeApproval(random.pick(keysOf(node)), act) };
}

/** Administrators of both sides: they declare keys, and take away and give back what officers may do. */
export class Staff {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Every key, on every lane, once the peer has said that it understands; the dates may end while work goes on. */
  async declare(node: SimNode): Promise<void> {
    const now = node.now();
    const keys = keysOf(node).map((key) => {
      const until = this.#random.chance(0.3) ? this.#random.int(2_000, 20_000) : DAY;
      return keyAct(key, now - this.#random.int(0, DAY), now + until);
    });
    // The planted bug: each key is declared on one lane only.
    const inOne = node.mutation === "key-of-another-lane";
    await this.#say(node, (lane) =>
      inOne ? keys.filter((_, i) => i === node.identity.lanes.indexOf(lane)) : keys,
    );
  }

  /** Something happens to an officer, or to a key. */
  async change(node: SimNode): Promise<void> {
    const random = this.#random;
    const officer = random.pick(OFFICERS);
    const { key } = random.pick(keysOf(node));
    const since = random.chance(0.5) ? (node.now() as never) : null;
    const said: PersonsAct = random.pick([
      { do: "suspend", officer },
      { do: "suspend", officer },
      { do: "resume", officer },
      { do: "revoke-key", key, since },
      { do: "recall-officer", officer },
    ] as const);
    await this.#say(node, () => [said]);
  }

  async #say(node: SimNode, said: (lane: SimNode["identity"]["lanes"][number]) => readonly PersonsAct[]) {
    const process = node.processes[0];
    if (!process) return;
    for (let attempt = 0; attempt < 6; attempt++) {
      const ports = process.submitPorts();
      try {
        // All lanes in one transaction, each of them or none.
        await ports.store.tx(async (tx) => {
          for (const lane of node.identity.lanes)
            if (!(await declareIn(ports, tx, lane, said(lane))))
              throw new Error("the peer has not spoken yet");
        });
        for (const lane of node.identity.lanes) process.wake(lane);
        return;
      } catch {
        await process.life.pause(this.#random.int(100, 1_500));
      }
    }
  }
}
