import type { Manifest } from "@setu/link/review.ts";
import type { Logs } from "./home.ts";
import { judgeAnswers, readAttestations, type Asked } from "./openings.ts";
import type { Finding, LogReport } from "./report.ts";
import type { Source } from "./source.ts";

type Sampled = {
  readonly asked: Asked | null;
  readonly counts: ReadonlyMap<string, LogReport["sample"]>;
  readonly findings: readonly Finding[];
};

/** What the seed draws from each log, and how each drawn entry is accounted for. */
export async function judgeSample(
  { source, asked: given }: { readonly source: Source; readonly asked?: Asked },
  { sample }: Manifest,
  logs: Logs,
  home: string | null,
): Promise<Sampled> {
  const asked = given ?? sample;
  const counts = new Map<string, LogReport["sample"]>();
  const findings: Finding[] = [];
  if (!asked) return { asked: null, counts, findings };
  if (!given) findings.push({ code: "seed-of-the-node", log: null });
  if (sample?.seed !== asked.seed || sample.n !== asked.n) findings.push({ code: "other-seed", log: null });
  const leaves = logs.get(home ?? "")?.judged.walked.leaves ?? new Map();
  const attested = home === null ? new Map() : await readAttestations(source, home, leaves);
  for (const [origin, { prepared, judged }] of logs) {
    const { log, remembered } = prepared;
    const known = remembered?.size ?? 0;
    if (log.drawn < (log.of === "home" ? known : judged.walked.prints.length))
      findings.push({ code: "undrawn", log: origin, first: log.drawn });
    if (known < log.drawn)
      findings.push({ code: "drawn-early", log: origin, first: known, count: log.drawn - known });
    const answers = await judgeAnswers(source, log, asked, judged.walked.leaves, attested);
    counts.set(origin, { ...answers.counts, drawnFrom: log.drawn });
    findings.push(...answers.findings);
  }
  return { asked, counts, findings };
}
