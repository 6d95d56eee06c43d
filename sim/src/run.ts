import type { ErrorCode, Party } from "@setu/core";
import { givesBack, startLying, stopLying } from "./byzantine.ts";
import { drawFaults, type Faults, type Mutation } from "./faults.ts";
import { lied, mends } from "./liar-oracle.ts";
import { Network } from "./network.ts";
import { PULSE_EVERY, SimNode } from "./node.ts";
import { Officers } from "./officers.ts";
import { violations } from "./oracles.ts";
import { planted } from "./planted.ts";
import { Random } from "./random.ts";
import { Schedule } from "./schedule.ts";
import { Staff } from "./staff.ts";

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

const BUSY_FOR = 12_000;
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
  plan(schedule, nodes, network, faults, officers);
  if (faults.persons) planStaff(schedule, nodes, faults);
  if (faults.lies.length > 0) startLying(schedule, nodes[1], { seed, until: BUSY_FOR }, officers);
  await schedule.runUntil(BUSY_FOR);
  await rest(schedule, nodes, network, faults);
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

const OF_PERSONS: ReadonlySet<Mutation> = new Set([
  "judge-by-arrival",
  "key-of-another-lane",
  "suspension-not-seen-while-it-waits",
]);

const OF_LOST_KEYS: ReadonlySet<Mutation> = new Set(["never-asks-again", "suspension-ignored-after-restore"]);

/** A mutation needs the fault that makes it matter. */
function withMutation(faults: Faults, mutation: Mutation | null): Faults {
  if (!mutation) return faults;
  // Keys that are lost make other bugs rarer, not plainer.
  const sure = { ...faults, liar: false, crash: true, lostWraps: false, lies: [] };
  const sown = planted(mutation);
  if (sown) return { ...sure, ...sown.sure };
  if (OF_PERSONS.has(mutation)) return { ...sure, persons: true, twoLanes: true };
  if (OF_LOST_KEYS.has(mutation))
    return { ...sure, restore: true, lostWraps: true, persons: true, partition: true };
  return mutation === "sign-before-hearing" ? { ...sure, restore: true } : sure;
}

function plan(
  schedule: Schedule,
  nodes: [SimNode, SimNode],
  network: Network,
  faults: Faults,
  officers: Officers,
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
  if (faults.failover) sometime(() => back(victim, random.int(1, 4), officers, () => restart(victim, 50)));
}

/** Keys are declared early; then administrators do this and that to officers, on both sides. */
function planStaff(
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
  const known = (id: string) => node.disk.state.acts.has(`${node.identity.party}/${id}/`);
  // Whoever lies may deny to hold it.
  const there = mends(node.peer) ? [...node.peer.disk.state.entries.values()] : [];
  const held = new Set(there.flat().map((entry) => entry.id));
  for (const [id, owner] of officers.acknowledged) {
    if (owner === node && !known(id) && !held.has(id)) officers.acknowledged.delete(id);
  }
  restart();
}

async function rest(
  schedule: Schedule,
  nodes: [SimNode, SimNode],
  network: Network,
  faults: Faults,
): Promise<void> {
  network.quiet = true;
  for (const { disk } of nodes) {
    disk.quiet = true;
    disk.full = false;
  }
  for (const node of nodes) node.start(1);
  if (faults.liar) nodes[1].mutation = null;
  if (nodes[1].liar) stopLying(nodes[1]);
  await schedule.runUntil(schedule.now + REST_FOR);
}

const LOOK_EVERY = 300;
/** A loop that was at work when it was woken looks again only after its own time, nine seconds at most. */
const PATIENCE = 12_000;

/**
 * A pulse may be on its way when the oracles look: what is wrong must stay wrong. Longer only where a clock has jumped
 * back, which delays the next pulse by up to another interval: a pulse mends what a lost receipt hides, so to wait for
 * one would hide it too.
 */
async function atRest(
  schedule: Schedule,
  look: () => Promise<string[]>,
  { clockBack }: Faults,
): Promise<string[]> {
  const patience = PATIENCE + (clockBack ? PULSE_EVERY : 0);
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
