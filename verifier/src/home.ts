import { linkOrigin } from "@setu/link/origin.ts";
import { nextShownPulse } from "@setu/link/review.ts";
import type { Party } from "@setu/core";
import { isLate, type Judged, type Prepared } from "./log.ts";
import { bindsHome, namesRoot, standsIn, type Opened } from "./pulses.ts";
import type { Finding, LogReport } from "./report.ts";

/** The logs of one export, each with what reading it has given. */
export type Logs = ReadonlyMap<string, { readonly prepared: Prepared; readonly judged: Judged }>;

/** The log of the same sender in another lane. */
const laneOf = (origin: string, lane: string): string =>
  origin.replace(/^([^/]+\/link\/[^/]+\/)[^/]+/, `$1${lane}`);

/** Beginning of the names of what the other side sends in the same lane. */
function answering(origin: string): string {
  const [from = "", , to = "", lane = ""] = origin.split("/");
  return linkOrigin(to as Party, from as Party, lane, 1).replace(/1$/, "");
}

/** Sizes that the pulses of a log name: of the sender's lanes, and of its home log. */
export function* namedSizes(origin: string, pulses: readonly Opened[], home: string) {
  for (const { pulse, line } of pulses) {
    for (const [i, lane] of pulse.lanes.entries()) yield [laneOf(origin, lane), pulse.sizes[i] ?? 0] as const;
    if (line.home) yield [home, line.home.size] as const;
  }
}

/** The pulses of one log against its entries, against the other lanes, and against what the other side says it holds. */
export function judgePulses(origin: string, logs: Logs): Finding[] {
  const own = logs.get(origin);
  if (!own) return [];
  const { pulses, log } = own.prepared;
  const { leaves } = own.judged.walked;
  const findings: Finding[] = [];
  const wrong = pulses.find((each) => !standsIn(each, leaves.get(each.line.pos)));
  if (wrong) findings.push({ code: "pulse-wrong", log: origin, first: wrong.line.pos });
  if (log.of === "own") {
    const gap = missingPulse(pulses);
    if (gap !== null) findings.push({ code: "pulse-missing", log: origin, count: gap });
  }
  const parted = pulses.map((each) => contradicted(origin, each, logs)).find((found) => found !== null);
  if (parted) findings.push(parted);
  const [theirs] = [...logs].filter(([name]) => name.startsWith(answering(origin)));
  const most = Math.max(0, ...pulses.map(({ pulse }) => pulse.cosigned));
  const shown = theirs?.[1].judged.walked.prints.length ?? most;
  if (theirs && shown < most)
    findings.push({ code: "pulse-beyond", log: theirs[0], first: shown, count: most - shown });
  return findings;
}

/** The number of the first pulse that has to be shown and is not. */
function missingPulse(pulses: readonly Opened[]): number | null {
  const last = pulses.at(-1)?.pulse.no ?? 0;
  let before = 0;
  for (const { pulse } of pulses) {
    const due = nextShownPulse(before, last);
    if (pulse.no > due) return due;
    before = pulse.no;
  }
  return null;
}

/** A pulse that names another root of a lane than its entries have. */
function contradicted(origin: string, { pulse, line }: Opened, logs: Logs): Finding | null {
  for (const [i, lane] of pulse.lanes.entries()) {
    const log = laneOf(origin, lane);
    const walked = logs.get(log)?.judged.walked;
    const size = pulse.sizes[i] ?? 0;
    const root = walked?.roots.get(size);
    const named = pulse.roots[i];
    if (!walked || named === undefined || (root && namesRoot(named, root))) continue;
    // A copy of the other side's log may not reach so far yet.
    if (!root && logs.get(log)?.prepared.log.of === "peer") continue;
    return { code: "pulse-heads", log, first: 0, until: size, what: `${origin} ${line.pos}` };
  }
  return null;
}

/**
 * The home log against the salted hashes in the node's pulses. A pulse counts once the other side has cosigned the
 * log in which it stands: from then on nobody here could have changed it.
 */
export function judgeHome(
  home: string,
  logs: Logs,
  made: number,
): { readonly findings: readonly Finding[]; readonly attested: LogReport["attested"] } {
  const judged = logs.get(home)?.judged;
  if (!judged) return { findings: [], attested: null };
  const findings: Finding[] = [];
  const pins: { readonly opened: Opened; readonly t: number }[] = [];
  for (const [origin, { prepared, judged: link }] of logs) {
    if (prepared.log.of !== "own") continue;
    const cosigned = link.report.attested?.size ?? 0;
    const unopened = prepared.pulses.filter(({ line }) => line.home === null);
    const [first] = unopened;
    if (first)
      findings.push({ code: "pulse-unopened", log: origin, first: first.line.pos, count: unopened.length });
    for (const opened of prepared.pulses) {
      const leaf = link.walked.leaves.get(opened.line.pos);
      if (opened.line.home && opened.line.pos < cosigned && leaf && standsIn(opened, leaf))
        pins.push({ opened, t: leaf.t });
    }
  }
  let pinned = 0;
  let since = 0;
  for (const { opened, t } of pins.toSorted((a, b) => sizeOf(a.opened) - sizeOf(b.opened))) {
    const size = sizeOf(opened);
    const root = judged.walked.roots.get(size);
    if (!root || !bindsHome(opened, home, root)) {
      findings.push({ code: "home-differs", log: home, first: pinned, until: size });
      break;
    }
    pinned = size;
    since = Math.max(since, t);
  }
  const { length } = judged.walked.prints;
  if (since === 0) findings.push({ code: "no-pulse", log: home });
  else if (pinned < length) {
    const code = isLate(judged.walked, pinned, made) ? "pin-late" : "tail-unpinned";
    findings.push({ code, log: home, first: pinned, count: length - pinned });
  }
  return { findings, attested: since === 0 ? null : { size: pinned, t: since } };
}

const sizeOf = ({ line }: Opened): number => line.home?.size ?? 0;
