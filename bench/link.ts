import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { LinkView } from "@setu/requests";
import { floors, type Floors } from "./floors.ts";
import { Officer, startPair, type Pair } from "./pair.ts";
import { atLeast, atMost, percentile, type Result } from "./result.ts";

const FLASHES = 60;
const BULK = 3_000;

export async function link(): Promise<Result[]> {
  const bare = await floors();
  const pair = await startPair();
  try {
    const officers = await signedIn(pair);
    await flashes(officers, 5);
    const calm = await flashes(officers, 30);
    pair.children[0].send({ do: "load" });
    await sleep(2_000);
    const samples = await flashes(officers, FLASHES);
    pair.children[0].send({ do: "rest" });
    await drained(officers);
    const floor = bare.commits + bare.roundTrips;
    return [
      atMost("flash, link at rest, p50", percentile(calm, 0.5), "ms", floor, 3),
      atMost("flash, main lane saturated, p50", percentile(samples, 0.5), "ms", floor, 3),
      atMost("flash, main lane saturated, p99", percentile(samples, 0.99), "ms", floor, 10),
      await bulk(pair, officers, bare),
    ];
  } finally {
    await pair.stop();
  }
}

/** Their officers, Canada's first. */
export type Two = readonly [Officer, Officer];

export async function signedIn({ urls }: Pair): Promise<Two> {
  const officers = [new Officer(urls[0]), new Officer(urls[1])] as const;
  await officers[0].signIn("officer.ca");
  await officers[1].signIn("officer.in");
  // No node lets its officers ask before the other has said, on every lane, in which versions it speaks.
  for (const officer of officers)
    while (!(await officer.get<LinkView>("/api/link")).lanes.every(({ theirs }) => theirs.applied > 0))
      await sleep(20);
  return officers;
}

/** From the officer's click to the other officer's screen: the command posted here, the event and the page there. */
export async function flashes([ca, inn]: Two, n: number): Promise<number[]> {
  const abort = new AbortController();
  const waiting = new Map<string, () => void>();
  await inn.listen(abort.signal, (item) => waiting.get(item)?.());
  const samples: number[] = [];
  for (let i = 0; i < n; i++) {
    const id = randomBytes(16).toString("hex");
    const shown = new Promise<void>((resolve) => waiting.set(`ca:${id}`, resolve));
    const started = performance.now();
    await ca.post("/api/requests", { command: flash(id) });
    await shown;
    await inn.get(`/api/requests/ca:${id}`);
    samples.push(performance.now() - started);
    await sleep(30);
  }
  abort.abort();
  return samples;
}

/**
 * From the first commit until the other node has applied the last, both nodes and both databases on this machine,
 * beside the slower of the two floors.
 */
async function bulk(pair: Pair, officers: Two, bare: Floors): Promise<Result> {
  const before = await applied(officers);
  const started = performance.now();
  pair.children[0].send({ do: "bulk", n: BULK });
  await once(pair.children[0], "message");
  while ((await applied(officers)) < before + BULK) await sleep(20);
  const rate = (BULK * 1000) / (performance.now() - started);
  return atLeast("main lane, 2.5 KB records, end to end", rate, "1/s", Math.min(bare.rows, bare.crypto), 0.5);
}

async function applied([, inn]: Two): Promise<number> {
  const { lanes } = await inn.get<LinkView>("/api/link");
  return lanes.find(({ lane }) => lane === "main")?.theirs.applied ?? 0;
}

async function drained([ca]: Two): Promise<void> {
  for (;;) {
    const { lanes } = await ca.get<LinkView>("/api/link");
    if (lanes.every(({ pending, size, cosigned }) => pending === 0 && size === cosigned)) return;
    await sleep(200);
  }
}

export const flash = (id: string) => ({
  id,
  do: "ask",
  args: {
    purpose: "investigation",
    offence: "cyber-fraud",
    basis: "memorandum",
    link: "suspect",
    kinds: ["subscriber-details"],
    language: "en",
    urgency: "flash",
    reason: "threat-to-life",
    use: "intelligence-only",
    calendar: "in-2026.1",
  },
  after: [null, null],
  mark: { tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: ["ca.desk", "in.desk"] },
  lane: "flash",
  body: { title: "Flash", text: "Danger to life (synthetic).", lang: "en" },
  files: [],
});
