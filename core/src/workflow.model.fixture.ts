import type { Args, ItemAct } from "./act.ts";
import { CA, IN, idOf, itemAct } from "./acts.fixture.ts";
import type { Entry } from "./fold.ts";
import type { Json } from "./canonical.ts";
import type { Instant } from "./words.ts";
import type { ArgSchema, Row, Workflow } from "./workflow.ts";

/** A second reading of the tables, without the fold: what the tests hold the fold against. */

/** Stages of one half, from the one that the other side has seen to the present one. */
type Tail = readonly string[];

const last = (tail: Tail) => tail.at(-1) as string;
const canMove = (row: Row, mine: string, yours: string) =>
  row.from.includes(mine) && (row.other === undefined || row.other.includes(yours));

/**
 * Every pair of stages that two honest parties can bring an item to, however their acts cross: all moves from all
 * combinations of (my stage, what I have seen of yours). Silence is taken to have happened.
 */
export function reachableCells(workflow: Workflow): ReadonlySet<string> {
  const [opener, other] = workflow.roles;
  const cells = new Set<string>();
  const known = new Set<string>();
  const queue: [a: Tail, b: Tail][] = [[["none"], ["none"]]];
  for (let at = queue.pop(); at; at = queue.pop()) {
    const key = at.map((tail) => tail.join(">")).join("|");
    if (known.has(key)) continue;
    known.add(key);
    const [a, b] = at;
    // A workflow may go back (suspended, resumed, …): a longer tail shows its reader no stage that a shorter one does not.
    if (a.length > 2 * opener.stages.length || b.length > 2 * other.stages.length) continue;
    cells.add(`${last(a)} x ${last(b)}`);
    if (a.length > 1) queue.push([a.slice(1), b]);
    if (b.length > 1) queue.push([a, b.slice(1)]);
    const moved = (tail: Tail, row: Row): Tail =>
      row.to && row.to !== last(tail) ? [...tail, row.to] : tail;
    for (const row of opener.rows) if (canMove(row, last(a), b[0] as string)) queue.push([moved(a, row), b]);
    for (const row of other.rows) if (canMove(row, last(b), a[0] as string)) queue.push([a, moved(b, row)]);
  }
  for (const stage of other.stages) cells.delete(`none x ${stage}`);
  return cells;
}

const SAMPLE = {
  code: "other",
  opaque: "in-2026.1",
  count: 0,
  instant: 10,
  hash: "A".repeat(43),
  record: idOf(9),
  item: `ca:${idOf(9)}`,
  flag: true,
} as const;

/** Arguments that a schema takes; `pulse` cites the first entry of the other log, `until` is long past. */
export const sampleArgs = (schema: ArgSchema): Args =>
  Object.fromEntries(
    Object.entries(schema).map(([name, spec]) => {
      const kind = spec.replace(/\?$|\[\]$/, "") as keyof typeof SAMPLE;
      return [name, spec.endsWith("[]") ? [SAMPLE[kind]] : SAMPLE[kind]];
    }),
  ) as Args;

export type History = {
  readonly entries: readonly Entry[];
  /** Stages of opener and other as the tables say, with nothing of the fold. */
  readonly stages: readonly [opener: string, other: string];
  /** Per side: how much of the other log its last act had seen. */
  readonly floors: readonly [number, number];
};

/** Position 0 of each log is a pulse of this instant, past every `until` of `sampleArgs`. */
export const PULSE = { pos: 0, t: 100 as Instant };

type Side = { readonly stages: readonly string[]; readonly acts: readonly Entry[] };

/** All histories of at most `length` acts that two honest parties can write, with every `seen` they can have had. */
export function* honestHistories(workflow: Workflow, length: number): Generator<History> {
  const parties = [CA, IN] as const;
  const known = new Set<string>();
  const start: Side = { stages: ["none"], acts: [] };
  const stack: (readonly [Side, Side])[] = [[start, start]];
  for (let sides = stack.pop(); sides; sides = stack.pop()) {
    const key = sides
      .map(({ acts, stages }) => acts.map(({ act, seen }, i) => `${act.do}${stages[i + 1]}${seen}`).join())
      .join("|");
    if (known.has(key)) continue;
    known.add(key);
    const floors = [floorOf(sides[0]), floorOf(sides[1])] as const;
    const stages = [last(sides[0].stages), last(sides[1].stages)] as const;
    if (stages[0] !== "none") yield { entries: [...sides[0].acts, ...sides[1].acts], stages, floors };
    if (sides[0].acts.length + sides[1].acts.length === length) continue;
    for (const who of [0, 1] as const) {
      const [mine, yours] = [sides[who], sides[1 - who] as Side];
      for (let seen = floors[who]; seen <= yours.acts.length + 1; seen++) {
        const view = yours.stages[seen - 1] as string;
        for (const row of workflow.roles[who].rows.filter((r) => canMove(r, last(mine.stages), view))) {
          const act = actOf(workflow, row, who, [mine, yours], seen);
          const entry: Entry = {
            party: parties[who],
            pos: mine.acts.length + 1,
            t: (mine.acts.length + 1) as Instant,
            seen,
            floor: floors[who],
            act,
          };
          const grown = {
            stages: [...mine.stages, row.to ?? last(mine.stages)],
            acts: [...mine.acts, entry],
          };
          stack.push(who === 0 ? [grown, sides[1]] : [sides[0], grown]);
        }
      }
    }
  }
}

const floorOf = ({ acts }: Side) => acts.at(-1)?.seen ?? 1;

function actOf(workflow: Workflow, row: Row, who: 0 | 1, [mine, yours]: [Side, Side], seen: number): ItemAct {
  const yoursHead = yours.acts.findLast(({ pos }) => pos < seen)?.act.id ?? null;
  const opens = who === 0 && mine.acts.length === 0;
  return itemAct({
    ...(who === 1 && { from: IN, to: CA }),
    wf: workflow.id,
    id: opens ? idOf(1) : idOf(100 + 100 * who + mine.acts.length),
    do: row.do,
    args: sampleArgs(row.args) as Json,
    after: [mine.acts.at(-1)?.act.id ?? null, yoursHead],
  });
}
