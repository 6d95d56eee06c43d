import { isItemAct, isSetuError, parseAct, type Act, type Leaf } from "@setu/core";
import { drawn } from "@setu/link/sample.ts";
import { isShown, parseOpeningLine, type OpeningLine, type Part, type ReviewLog } from "@setu/link/review.ts";
import { committed, framed } from "./pulses.ts";
import { noCounts, type Counts, type Finding } from "./report.ts";
import { lines, type Source } from "./source.ts";

/** Where a home log attests that something was destroyed: log, position and part, as its act says. */
export type Attestations = ReadonlyMap<number, Act>;

const encoder = new TextEncoder();

/** Positions that the openings of a log name, so that their leaves are kept while it is read. */
export async function openedPositions(source: Source, origin: string): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  try {
    for await (const bytes of lines(source, `${origin}/openings`)) found.add(parseOpeningLine(bytes).pos);
  } catch (error) {
    // Said when the answers are judged.
    if (!isSetuError(error)) throw error;
  }
  return found;
}

/** The acts of the home log that attest a destruction, each opened against its leaf. */
export async function readAttestations(
  source: Source,
  home: string,
  leaves: ReadonlyMap<number, Leaf>,
): Promise<Attestations> {
  const found = new Map<number, Act>();
  try {
    for await (const bytes of lines(source, `${home}/openings`)) {
      const line = parseOpeningLine(bytes);
      const leaf = leaves.get(line.pos);
      const act = leaf && actOf(line, leaf);
      if (act?.do === "attest") found.set(line.pos, act);
    }
  } catch (error) {
    if (!isSetuError(error)) throw error;
  }
  return found;
}

export type Asked = { readonly seed: string; readonly n: number };
export type Answers = { readonly counts: Counts; readonly findings: readonly Finding[] };

/**
 * Holds the answers of one log against what the seed draws: each drawn entry is opened, destroyed under attestation or
 * withheld on a named ground, or it is named as unanswered.
 */
export async function judgeAnswers(
  source: Source,
  { origin, drawn: size, of }: ReviewLog,
  asked: Asked,
  leaves: ReadonlyMap<number, Leaf>,
  attested: Attestations,
): Promise<Answers> {
  const open = new Set(drawn(asked.seed, origin, size, asked.n));
  const counts = { ...noCounts(), drawn: open.size, grounds: {} as Counts["grounds"] };
  const findings: Finding[] = [];
  const say = (code: Finding["code"], first: number, what?: string) =>
    findings.push({ code, log: origin, first, ...(what !== undefined && { what }) });
  try {
    for await (const bytes of lines(source, `${origin}/openings`)) {
      const line = parseOpeningLine(bytes);
      // What was not drawn may be there as an attestation; a second answer to one entry is none.
      if (!open.delete(line.pos)) continue;
      judge(line, { origin, of, leaf: leaves.get(line.pos), attested, counts, say });
    }
  } catch (error) {
    if (!isSetuError(error)) throw error;
    findings.push({ code: "opening-malformed", log: origin, what: error.code });
  }
  counts.unanswered += open.size;
  if (open.size > 0)
    findings.push({ code: "unanswered", log: origin, first: Math.min(...open), count: open.size });
  return { counts, findings };
}

type Case = {
  readonly origin: string;
  readonly of: ReviewLog["of"];
  readonly leaf: Leaf | undefined;
  readonly attested: Attestations;
  readonly counts: Counts;
  readonly say: (code: Finding["code"], first: number, what?: string) => void;
};

function judge(line: OpeningLine, given: Case): void {
  const { counts, leaf, say } = given;
  const { pos, act: part } = line;
  if (!isShown(part)) {
    const how = absent(part, pos, "act", given);
    if (how !== null) counts[how] += 1;
    return;
  }
  const act = leaf && actOf(line, leaf);
  const { body } = line;
  const wrong = (what: string) => {
    counts.unanswered += 1;
    say("opening-wrong", pos, what);
  };
  if (!act) wrong("act");
  else if ((leaf.b === null) !== (body === null)) wrong("body");
  else if (body === null) counts.opened += 1;
  else if (!isShown(body)) {
    const how = absent(body, pos, "body", given);
    if (how !== null) counts[TEXT[how]] += 1;
  } else if (committed(body.salt, body.bytes) === leaf.b) counts.opened += 1;
  else wrong("body");
}

type How = "destroyed" | "lost" | "withheld";
const TEXT = { destroyed: "textDestroyed", lost: "textLost", withheld: "textWithheld" } as const satisfies {
  readonly [how in How]: keyof Counts;
};

/** @returns how the absence is accounted for; null for one that is not, which has been said */
function absent(
  part: Exclude<Part, { bytes: Uint8Array }>,
  pos: number,
  what: "act" | "body",
  { origin, of, attested, counts, say }: Case,
): How | null {
  if ("destroyed" in part) {
    const args = attested.get(part.destroyed)?.args;
    const holds = args?.["log"] === origin && args["pos"] === pos && args["part"] === what;
    if (holds) return args["what"] === "lost" ? "lost" : "destroyed";
    counts.unanswered += 1;
    say("unattested", pos, what);
    return null;
  }
  counts.grounds[part.withheld] = (counts.grounds[part.withheld] ?? 0) + 1;
  // What the other side sent may have come unreadable; its own entries a node has written itself.
  if (part.withheld === "unreadable" && of !== "peer") say("unreadable", pos, what);
  return "withheld";
}

/** The act, if it is the one that the leaf commits to; null otherwise. */
function actOf({ act, approvals }: OpeningLine, leaf: Leaf): Act | null {
  if (!isShown(act) || leaf.a !== committed(act.salt, framed(act.bytes, encoder.encode(approvals))))
    return null;
  try {
    const parsed = parseAct(act.bytes);
    const body = isItemAct(parsed) ? parsed.body : null;
    return body === leaf.b ? parsed : null;
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}
