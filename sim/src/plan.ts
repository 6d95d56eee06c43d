import type { Bag } from "./bag.ts";
import { givesBack } from "./byzantine.ts";
import type { Faults } from "./faults.ts";
import { mends } from "./liar-oracle.ts";
import { KeyRing } from "./key-ring.ts";
import type { Network } from "./network.ts";
import type { SimNode } from "./node.ts";
import type { Officers } from "./officers.ts";
import { KEYS } from "./process.ts";
import { beginRotation, thief } from "./rotating.ts";
import type { Schedule } from "./schedule.ts";
import { Staff } from "./staff.ts";

/** A schedule is busy for so long, virtual milliseconds; then faults end and officers rest. */
export const BUSY_FOR = 12_000;

/** When which faults happen to whom. */
export function plan(
  schedule: Schedule,
  nodes: [SimNode, SimNode],
  network: Network,
  faults: Faults,
  officers: Officers,
  bag: Bag,
): void {
  const { random } = schedule;
  const sometime = (run: () => void) => schedule.after(random.int(500, BUSY_FOR - 1_000), run);
  const processes = faults.twoProcesses ? 2 : 1;
  const restart = (node: SimNode, ms: number) => schedule.after(ms, () => node.start(processes));
  if (faults.partition) {
    sometime(() => {
      network.cut = true;
      schedule.after(random.int(100, 4_000), () => (network.cut = false));
    });
  }
  if (faults.crash) {
    for (let i = random.int(1, 3); i > 0; i--) {
      sometime(() => {
        const node = random.pick(nodes);
        node.kill();
        node.disk.crash();
        restart(node, random.int(0, 1_500));
      });
    }
  }
  if (faults.diskFull) {
    sometime(() => {
      const { disk } = random.pick(nodes);
      disk.full = true;
      schedule.after(random.int(100, 2_000), () => (disk.full = false));
    });
  }
  if (faults.clockBack) sometime(() => (random.pick(nodes).skew -= random.int(1, 86_400_000)));
  // Only one side ever loses history: if both forget what both have signed, nothing here can know.
  const drawn = faults.liar ? nodes[1] : random.pick(nodes);
  const victim = givesBack(nodes[1]) ? nodes[0] : drawn;
  if (faults.restore || faults.liar)
    sometime(() => {
      back(victim, random.int(1, 60), officers, () => restart(victim, 200));
      // Who comes to work at once, before the log is whole again, may have been suspended in what is missing.
      if (faults.lostWraps && faults.persons)
        for (let i = 0; i < 6; i++) schedule.after(random.int(200, 2_500), () => void officers.act(victim));
    });
  if (faults.files)
    for (let i = random.int(2, 8); i > 0; i--) sometime(() => void bag.carry(random.pick(nodes)));
  if (faults.rotates) planKeys(schedule, nodes);
  if (faults.failover) sometime(() => back(victim, random.int(1, 4), officers, () => restart(victim, 50)));
}

/** Keys change early; those before turn up in other hands. */
function planKeys(schedule: Schedule, nodes: [SimNode, SimNode]): void {
  const { random } = schedule;
  for (let i = random.int(1, 3); i > 0; i--)
    schedule.after(random.int(0, BUSY_FOR / 2), () => {
      const node = random.pick(nodes);
      beginRotation(node);
      node.wake(KEYS);
    });
  for (let i = random.int(1, 4); i > 0; i--)
    schedule.after(random.int(BUSY_FOR / 3, BUSY_FOR), () => {
      const node = random.pick(nodes);
      void thief(node, random.pick(node.identity.lanes));
    });
}

/** Keys are declared early; then administrators do this and that to officers, on both sides. */
export function planStaff(
  schedule: Schedule,
  nodes: readonly SimNode[],
  { lostWraps }: Pick<Faults, "lostWraps">,
): void {
  const { random } = schedule;
  const staff = new Staff(random);
  for (const node of nodes) {
    if (random.chance(0.9)) schedule.after(random.int(0, 2_000), () => void staff.declare(node));
    for (let i = random.int(0, 3); i > 0; i--)
      schedule.after(random.int(1_000, BUSY_FOR - 1_000), () => void staff.change(node));
    if (lostWraps)
      for (let i = 0; i < 3; i++)
        schedule.after(random.int(1_000, BUSY_FOR - 2_000), () => void staff.change(node));
  }
}

/** An older commit is in force again. What only this node knew is gone; what the peer had cosigned must come back. */
function back(node: SimNode, commits: number, officers: Officers, restart: () => void): void {
  node.kill();
  node.disk.back(commits);
  node.forgotten = true;
  if (node.mutation === "keys-in-the-backup") node.ring = new KeyRing();
  const known = (id: string) => node.disk.state.acts.has(`${node.identity.party}/${id}/`);
  // Whoever lies may deny to hold it.
  const there = mends(node.peer) ? [...node.peer.disk.state.entries.values()] : [];
  const held = new Set(there.flat().map((entry) => entry.id));
  for (const [id, owner] of officers.acknowledged) {
    if (owner === node && !known(id) && !held.has(id)) officers.acknowledged.delete(id);
  }
  restart();
}
