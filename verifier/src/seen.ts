import { formatVkey, root } from "tlog";
import type { Manifest, ReviewLog } from "@setu/link/review.ts";
import type { ReviewCard } from "./card.ts";
import type { Logs } from "./home.ts";
import type { Memory, Remembered } from "./memory.ts";
import type { Finding } from "./report.ts";

/** The home log of an export; null when it has none. */
export const homeOf = ({ logs }: Manifest): string | null =>
  logs.find(({ of }) => of === "home")?.origin ?? null;
/** A copy of the other side's log is remembered apart from the log itself, which may be longer. */
export const memoryKey = ({ party }: Manifest, { origin, of }: ReviewLog): string =>
  of === "peer" ? `${party}:${origin}` : origin;

/** Logs that have to be there: of the cards, and those that were seen before. */
export function lost(manifest: Manifest, cards: readonly ReviewCard[], { logs }: Memory): Finding[] {
  const shown = new Set(manifest.logs.map(({ origin }) => origin));
  const keys = new Set(manifest.logs.map((log) => memoryKey(manifest, log)));
  const { party } = manifest;
  const seen = [...logs.keys()].filter((key) => key.startsWith(`${party}/`) || key.startsWith(`${party}:`));
  const gone = new Set([
    ...cards.flatMap((card) => [...card.logs.keys()].filter((origin) => !shown.has(origin))),
    ...seen.filter((key) => !keys.has(key)).map((key) => key.replace(/^[^/]*:/, "")),
    ...(homeOf(manifest) === null ? [`${party}/home`] : []),
  ]);
  return [...gone].map((log) => ({ code: "log-gone", log }));
}

/** What to keep of this look, beside what is kept of others. */
export function remember(
  memory: Memory,
  manifest: Manifest,
  cards: readonly ReviewCard[],
  logs: Logs,
): Memory {
  const seen = [...logs.values()].map(({ prepared, judged }): readonly [string, Remembered] => {
    const { frontier, prints } = judged.walked;
    const keys = prepared.log.of === "home" ? prepared.signers.log.map(formatVkey) : [];
    return [memoryKey(manifest, prepared.log), { size: frontier.size, root: root(frontier), keys, prints }];
  });
  return {
    cards: new Map([...memory.cards, ...cards.map((card) => [card.party, card.fingerprint] as const)]),
    logs: new Map([...memory.logs, ...seen]),
  };
}
