import {
  isItemAct,
  isPulse,
  isSetuError,
  parseAct,
  parsePulse,
  type Hash,
  type Leaf,
  type Pulse,
} from "@setu/core";
import { parsePulseLine, type PulseLine } from "@setu/link/review.ts";
import { equalBytes, hmacSha256, sha256 } from "tlog";
import type { Finding } from "./report.ts";
import { lines, type Source } from "./source.ts";

/** A pulse as the export opens it; that it stands in the log is checked when the log has been read. */
export type Opened = {
  readonly line: Pick<PulseLine, "pos" | "home">;
  /** What the leaf at its place has to commit to. */
  readonly a: Hash;
  readonly pulse: Pulse;
};

/** Some ten years of what an export shows of a log. */
const MAX_PULSES = 200_000;

const encoder = new TextEncoder();
/** A pulse is never signed by a person. */
const UNSIGNED = encoder.encode("[]");

/** The pulses of one log in their order, as far as they can be read. @returns the finding that ended the reading */
export async function readPulses(
  source: Source,
  origin: string,
): Promise<{ readonly opened: readonly Opened[]; readonly findings: readonly Finding[] }> {
  const opened: Opened[] = [];
  let pos = -1;
  try {
    for await (const bytes of lines(source, `${origin}/pulses`)) {
      const line = parsePulseLine(bytes);
      const act = parseAct(line.act.bytes);
      if (line.pos <= pos || opened.length >= MAX_PULSES || isItemAct(act) || !isPulse(act))
        return { opened, findings: [{ code: "pulse-wrong", log: origin, first: line.pos }] };
      pos = line.pos;
      const { home } = line;
      const a = committed(line.act.salt, framed(line.act.bytes, UNSIGNED));
      opened.push({ line: { pos: line.pos, home }, a, pulse: parsePulse(act) });
    }
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return { opened, findings: [{ code: "pulse-wrong", log: origin, first: pos + 1, what: error.code }] };
  }
  return { opened, findings: [] };
}

/** Whether the entry at the pulse's place is this pulse: its commitment opens to these bytes (spec/record.md). */
export const standsIn = ({ a }: Opened, leaf: Leaf | undefined): boolean =>
  leaf !== undefined && leaf.a === a && leaf.b === null;

export const committed = (salt: Uint8Array, plaintext: Uint8Array): Hash =>
  base64url(hmacSha256(salt, sha256(plaintext)));

/** Act and approvals, each behind its length: what the commitment of an act is over. */
export function framed(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(out.buffer).setUint32(at, part.length);
    out.set(part, at + 4);
    at += 4 + part.length;
  }
  return out;
}

/** Whether the pulse binds a home log of this size and root: HMAC(salt, origin, size and root). */
export function bindsHome({ line, pulse }: Opened, origin: string, root: Uint8Array): boolean {
  if (!line.home) return false;
  const head = encoder.encode(`${origin}\n${line.home.size}\n${root.toHex()}\n`);
  return pulse.home === base64url(hmacSha256(line.home.salt, head));
}

/** Whether the root that a pulse names for a lane is the one the entries give. */
export const namesRoot = (named: Hash, root: Uint8Array): boolean =>
  equalBytes(Uint8Array.fromBase64(named, { alphabet: "base64url" }), root);

const base64url = (bytes: Uint8Array): Hash =>
  bytes.toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;
