import type { ErrorCode, Party } from "@setu/core";
import { Bag, LONGEST_WAY } from "./bag.ts";
import { startLying, stopLying } from "./byzantine.ts";
import { drawFaults, withMutation, type Faults, type Mutation } from "./faults.ts";
import { lied } from "./liar-oracle.ts";
import { Network } from "./network.ts";
import { PULSE_EVERY, SimNode } from "./node.ts";
import { Officers } from "./officers.ts";
import { violations } from "./oracles.ts";
import { BUSY_FOR, plan, planStaff } from "./plan.ts";
import { Random } from "./random.ts";
import { Schedule } from "./schedule.ts";

export type Outcome = {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly faults: Faults;
  readonly events: number;
  readonly acts: number;
  readonly entries: number;
  /** Lies that were told, and the alarms that the honest side raised. */
  readonly told: readonly string[];
  readonly alarms: readonly ErrorCode[];
};

/** Long enough to hear again what a restored peer has lost. */
const REST_FOR = PULSE_EVERY + 10_000;

/**
 * One schedule: two nodes, their officers, faults until `BUSY_FOR`, then peace; then the oracles look.
 * @param lies one side tells these and no others; null draws them too
 */
export async function runSchedule(
  seed: number,
  mutation: Mutation | null = null,
  lies: readonly string[] | null = null,
): Promise<Outcome> {
  const random = new Random(seed);
  const schedule = new Schedule(random);
  const faults = withMutation(drawFaults(random, new Random(~seed), lies), mutation);
  const network = new Network(schedule, faults);
  const [ca, inn] = ["ca", "in"] as [Party, Party];
  const nodes: [SimNode, SimNode] = [
    new SimNode(ca, inn, schedule, network, faults, mutation),
    new SimNode(inn, ca, schedule, network, faults, faults.liar ? "sign-before-hearing" : mutation),
  ];
  nodes[0].peer = nodes[1];
  nodes[1].peer = nodes[0];
  const officers = new Officers(random, mutation, faults);
  for (const node of nodes) node.start(faults.twoProcesses ? 2 : 1);
  for (let i = random.int(4, 14); i > 0; i--) {
    const node = random.pick(nodes);
    schedule.after(random.int(0, BUSY_FOR - 2_000), () => void officers.act(node));
  }
  const bag = new Bag(schedule);
  plan(schedule, nodes, network, faults, officers, bag);
  if (faults.persons) planStaff(schedule, nodes, faults);
  if (faults.lies.length > 0) startLying(schedule, nodes[1], { seed, until: BUSY_FOR }, officers);
  await schedule.runUntil(BUSY_FOR);
  await rest(schedule, nodes, network, faults, bag);
  const byzantine = faults.lies.length > 0;
  const look = () => (byzantine ? lied(nodes, officers) : violations(nodes, officers));
  const found = faults.liar ? liars(nodes) : await atRest(schedule, look, faults);
  if (faults.idle && !faults.liar && !byzantine) found.push(...(await idle(schedule, nodes)));
  const entries = nodes.reduce(
    (sum, n) => sum + [...n.disk.state.entries.values()].reduce((s, log) => s + log.length, 0),
    0,
  );
  return {
    seed,
    violations: found,
    faults,
    events: schedule.events,
    acts: officers.acknowledged.size,
    entries,
    told: [...(nodes[1].liar?.told.keys() ?? [])],
    alarms: nodes[0].disk.state.links.get(inn)?.alarms.map(({ code }) => code) ?? [],
  };
}

async function rest(
  schedule: Schedule,
  nodes: [SimNode, SimNode],
  network: Network,
  faults: Faults,
  bag: Bag,
): Promise<void> {
  network.quiet = true;
  for (const { disk } of nodes) {
    disk.quiet = true;
    disk.full = false;
  }
  for (const node of nodes) node.start(1);
  if (faults.liar) nodes[1].mutation = null;
  if (nodes[1].liar) stopLying(nodes[1]);
  if (faults.files) {
    await schedule.runUntil(schedule.now + LONGEST_WAY);
    void bag.giveUp(nodes);
  }
  await schedule.runUntil(schedule.now + REST_FOR);
}

const LOOK_EVERY = 300;
/** A loop that was at work when it was woken looks again only after its own time, nine seconds at most. */
const PATIENCE = 12_000;

/**
 * A pulse may be on its way when the oracles look: what is wrong must stay wrong. Longer only where a clock has jumped
 * back, which delays the next pulse by up to another interval, or where keys change and a node has forgotten, for only a
 * pulse says that it has applied them again: a pulse mends what a lost receipt hides, so to wait for one would hide it too.
 */
async function atRest(
  schedule: Schedule,
  look: () => Promise<string[]>,
  { clockBack, rotates, restore, failover }: Faults,
): Promise<string[]> {
  const isLate = clockBack || (rotates && (restore || failover));
  const patience = PATIENCE + (isLate ? PULSE_EVERY : 0);
  for (let looks = 0; ; looks++) {
    const found = await look();
    if (found.length === 0 || looks * LOOK_EVERY >= patience) return found;
    await schedule.runUntil(schedule.now + LOOK_EVERY);
  }
}

/** An idle link creates only pulses, and those by the schedule. */
async function idle(schedule: Schedule, nodes: readonly SimNode[]): Promise<string[]> {
  const count = () =>
    nodes.map(
      (n) =>
        [...n.disk.state.entries].filter(([o]) => o.startsWith(n.identity.party)).flatMap(([, log]) => log)
          .length,
    );
  const before = count();
  await schedule.runUntil(schedule.now + PULSE_EVERY);
  return count().flatMap((n, i) =>
    n - (before[i] ?? 0) > 4 ? [`an idle link grew by ${n - (before[i] ?? 0)} entries`] : [],
  );
}

/**
 * The second node was restored and signed without hearing, until peace came. The first must never hold two histories: what it has is
 * what the other signs now, or the link has stopped with the two statements as evidence.
 */
function liars([honest, liar]: [SimNode, SimNode]): string[] {
  const { stopped, alarms } = honest.disk.state.links.get(liar.identity.party) ?? {
    stopped: null,
    alarms: [],
  };
  const theirs = liar.disk.state.links.get(honest.identity.party)?.stopped ?? null;
  if (stopped)
    return alarms.every(({ evidence }) => evidence.includes("\n")) ? [] : ["an alarm without evidence"];
  if (theirs) return [];
  for (const [origin, log] of honest.disk.state.peers) {
    const entries = honest.disk.state.entries.get(origin) ?? [];
    const now = liar.disk.state.entries.get(origin) ?? [];
    const prefix = entries.every(
      (entry, i) => now[i] === undefined || Buffer.compare(entry.leaf, now[i].leaf) === 0,
    );
    if (!prefix || log.held > now.length) return [`${origin}: two histories and no alarm`];
  }
  return [];
}
