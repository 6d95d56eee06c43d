import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { LinkView } from "@setu/requests";
import { Proxy, type Line } from "../server/src/node/proxy.fixture.ts";
import { flashes, signedIn, type Two } from "./link.ts";
import { startPair } from "./pair.ts";
import { atMost, below, percentile, type Result } from "./result.ts";

/** 64 kbit/s in each direction, 600 ms there and back, and one segment in twenty that comes late by a round trip. */
const THIN: Line = { rate: 8_000, delay: 300, loss: 0.05 };
const FLASHES = 5;
const ROADS = [
  ["both sides connect", undefined, undefined],
  ["one side connects", "out", "in"],
] as const;

/** What waits in one lane and flash acts beside it over a thin line, of which each side has one, by both roads. @param records that wait in the main lane */
export async function thin(records: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, ca, inn] of ROADS) results.push(...(await over(name, records, ca, inn)));
  return results;
}

async function over(name: string, records: number, ca?: "out", inn?: "in"): Promise<Result[]> {
  const proxies = [await new Proxy().listen(), await new Proxy().listen()] as const;
  const behind = ({ port }: Proxy) => ({ bind: "127.0.0.2", port });
  const pair = await startPair([
    { ...behind(proxies[0]), ...(ca && { road: ca }) },
    { ...behind(proxies[1]), ...(inn && { road: inn }) },
  ]);
  try {
    const officers = await signedIn(pair);
    for (const proxy of proxies) proxy.become(THIN);
    const before = carried(proxies);
    const submitted = once(pair.children[0], "message");
    const began = performance.now();
    pair.children[0].send({ do: "bulk", n: records });
    const [{ bytes }] = (await submitted) as [{ bytes: number }];
    const waits = flashes(officers, FLASHES);
    const seconds = ((await drained(officers)) - began) / 1000;
    const crossed = carried(proxies) - before;
    const samples = (await waits).map((ms) => ms / 1000);
    const of = `64 kbit/s, 600 ms, 5 % loss, ${name}`;
    return [
      below(`${of}: flash act beside ${records} records, p50`, percentile(samples, 0.5), "s", 30),
      below(`${of}: the slowest of ${FLASHES}`, Math.max(...samples), "s", 60),
      atMost(`${of}: until all is applied`, seconds, "s", bytes / (THIN.rate ?? 1), 4),
      atMost(`${of}: bytes on the line`, crossed / 1e6, "MB", bytes / 1e6, 5),
    ];
  } finally {
    // What is on its way need not arrive any more.
    for (const proxy of proxies) proxy.become({});
    await pair.stop();
    for (const proxy of proxies) proxy.close();
  }
}

const carried = (proxies: readonly Proxy[]): number => proxies.reduce((sum, each) => sum + each.carried, 0);

/** @returns when all that was submitted has been applied over there */
async function drained([ca, inn]: Two): Promise<number> {
  const main = async (officer: Two[number]) =>
    (await officer.get<LinkView>("/api/link")).lanes.find(({ lane }) => lane === "main");
  for (;;) {
    const at = performance.now();
    const [ours, theirs] = [await main(ca), await main(inn)];
    if (ours && theirs && ours.pending === 0 && theirs.theirs.applied >= ours.size) return at;
    await sleep(200);
  }
}
