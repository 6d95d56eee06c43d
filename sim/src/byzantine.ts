import { Liar } from "./liar.ts";
import { LIES } from "./lies/table.ts";
import { SimNode } from "./node.ts";
import type { Officers } from "./officers.ts";
import { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

type Span = { readonly seed: number; readonly until: number };

/** One side lies from now on: what it says, what it signs, its clock, and with which of two databases it speaks. */
export function startLying(
  schedule: Schedule,
  node: SimNode,
  { seed, until }: Span,
  officers: Officers,
): void {
  const lies = LIES.filter(({ name }) => node.faults.lies.includes(name));
  const random = new Random(seed ^ 0x5bd1e995);
  const liar = new Liar(node, lies, random);
  node.liar = liar;
  for (const lie of lies) {
    if (lie.clock !== undefined)
      schedule.after(random.int(0, until), () => void (node.skew += lie.clock ?? 0));
    if (lie.twoFaces) schedule.after(random.int(500, until / 2), () => turn(node, officers, schedule, until));
  }
  liar.born();
  for (let i = random.int(3, 8); i > 0; i--) {
    const lane = random.pick(node.identity.lanes);
    schedule.after(random.int(500, until - 500), () => void node.processes[0]?.lie(lane));
  }
}

/** A second database that begins as a copy of the first; both sign without hearing. */
function turn(node: SimNode, officers: Officers, schedule: Schedule, until: number): void {
  const { identity, network, faults } = node;
  const face = new SimNode(
    identity.party,
    identity.peer.party,
    schedule,
    network,
    faults,
    "sign-before-hearing",
  );
  face.disk.state = node.disk.state;
  face.peer = node.peer;
  face.liar = node.liar;
  node.face = face;
  node.mutation = "sign-before-hearing";
  face.start(1);
  for (let i = 0; i < 4; i++)
    schedule.after(schedule.random.int(0, until - schedule.now - 500), () => void officers.act(face));
}

/** Whether it lies to whoever has lost what he signed. */
export const givesBack = ({ faults }: SimNode): boolean =>
  LIES.some(({ name, fetch, wraps }) => (fetch ?? wraps) && faults.lies.includes(name));

/** Its programs go on from what is in its database, and say nothing but the truth. */
export function stopLying(node: SimNode): void {
  if (node.liar) node.liar.lying = false;
  node.face?.kill();
  node.face = null;
  node.mutation = null;
}
