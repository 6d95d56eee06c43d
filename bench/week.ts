import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { MAX_BUNDLE_ENTRIES } from "@setu/link";
import type { LinkView } from "@setu/requests";
import { floors } from "./floors.ts";
import { Line } from "./line.ts";
import { flash, flashes, signedIn, type Two } from "./link.ts";
import { startPair, type Pair } from "./pair.ts";
import { atMost, below, percentile, type Result } from "./result.ts";

/** The issue: everything in order of urgency, within a minute of the line's return. */
const URGENT_SECONDS = 60;

/**
 * What gathered while the line was cut, in one lane, and behind it, last of all, a flash act. From the moment the line
 * is there again until the other node has applied everything; meanwhile more flash acts are sent.
 */
export async function week(records: number): Promise<Result[]> {
  const bare = await floors();
  const lines = [await new Line().listen(), await new Line().listen()] as const;
  const pair = await startPair([behind(lines[0]), behind(lines[1])]);
  try {
    const officers = await signedIn(pair);
    for (const line of lines) line.cut();
    const said = once(pair.children[0], "message");
    pair.children[0].send({ do: "bulk", n: records });
    const [{ bytes }] = (await said) as [{ bytes: number }];
    const requestsBefore = await requests(pair);
    const { shown } = await waitingFlash(officers);
    const mended = performance.now();
    for (const line of lines) line.mend();
    const later: number[] = [];
    let draining = true;
    const sampling = shown.then(async () => {
      while (draining) later.push(...(await flashes(officers, 1)));
    });
    const seconds = ((await drained(officers)) - firstByte(lines)) / 1000;
    draining = false;
    const firstShown = ((await shown) - mended) / 1000;
    await sampling;
    const crossed = lines.reduce((sum, line) => sum + line.bytes, 0);
    const asked = (await requests(pair)) - requestsBefore;
    const floor = records / Math.min(bare.rows, bare.crypto);
    const of = `week offline, ${records} records`;
    return [
      atMost(`${of}: until all is applied`, seconds, "s", floor, 2),
      atMost(`${of}: bytes on the line`, crossed / 1e6, "MB", bytes / 1e6, 1.5),
      atMost(`${of}: requests`, asked, "", Math.ceil(records / (MAX_BUNDLE_ENTRIES - 1)), 2),
      below(
        `${of}: first flash act on the other screen, from the line's return`,
        firstShown,
        "s",
        URGENT_SECONDS,
      ),
      below(`${of}: ${later.length} flash acts meanwhile, p50`, percentile(later, 0.5), "ms", 1_000),
      below(`${of}: the slowest of them`, Math.max(...later), "ms", URGENT_SECONDS * 1_000),
    ];
  } finally {
    await pair.stop();
    for (const line of lines) line.close();
  }
}

const behind = ({ port }: Line) => ({ bind: "127.0.0.2", port });

/** Neither side knows that the line is back before it tries: that pause is the first flash act's, not the backlog's. */
const firstByte = (lines: readonly Line[]): number =>
  Math.min(...lines.map(({ backAt }) => backAt ?? Infinity));

/** Committed behind everything else. `shown`: when it stands on the other side's screen. */
async function waitingFlash([ca, inn]: Two): Promise<{ readonly shown: Promise<number> }> {
  const id = randomBytes(16).toString("hex");
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  await inn.listen(abort.signal, (item) => item === `ca:${id}` && resolve());
  await ca.post("/api/requests", { command: flash(id) });
  const shown = promise.then(async () => {
    abort.abort();
    await inn.get(`/api/requests/ca:${id}`);
    return performance.now();
  });
  return { shown };
}

/** @returns when everything that waited has been applied */
async function drained([ca, inn]: Two): Promise<number> {
  for (;;) {
    const at = performance.now();
    const [ours, theirs] = [await main(ca), await main(inn)];
    if (ours && theirs && ours.pending === 0 && theirs.theirs.applied >= ours.size) return at;
    await sleep(50);
  }
}

const main = async (officer: Two[number]) =>
  (await officer.get<LinkView>("/api/link")).lanes.find(({ lane }) => lane === "main");

/** How many requests of the peer both have had. */
async function requests({ children }: Pair): Promise<number> {
  let sum = 0;
  for (const child of children) {
    const answer = once(child, "message");
    child.send({ do: "count" });
    const [{ n }] = (await answer) as [{ n: number }];
    sum += n;
  }
  return sum;
}
