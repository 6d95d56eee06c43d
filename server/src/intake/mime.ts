import { SetuError } from "@setu/core";
import { decodeTransfer } from "./transfer.ts";
import { readHead, type Head } from "./mime-header.ts";
import { readParams, type Params } from "./mime-params.ts";

/**
 * The parts of a message (RFC 2045 to 2049), within bounds that an honest message keeps. A message inside a message is
 * a file that came along: nobody here looks into it.
 */
export const MAX_DEPTH = 5;
export const MAX_PARTS = 50;
/** RFC 2046 section 5.1.1. */
const MAX_BOUNDARY = 70;

/** What is no container. */
export type Leaf = {
  readonly type: Params;
  readonly disposition: Params;
  readonly content: () => Buffer;
  /** The container in which it is one of several ways to say the same. */
  readonly alternative: number | null;
};

export type Message = { readonly head: Head; readonly leaves: readonly Leaf[] };

/** @throws TOO_DEEP | TOO_LARGE */
export function readMessage(bytes: Buffer): Message {
  const head = readHead(bytes);
  const leaves: Leaf[] = [];
  let parts = 0;
  let containers = 0;
  const walk = (part: Head, body: Buffer, depth: number, alternative: number | null): void => {
    if ((parts += 1) > MAX_PARTS) {
      throw new SetuError("TOO_LARGE", "the message has too many parts", { detail: { max: MAX_PARTS } });
    }
    const type = readParams(part.get("content-type") || "text/plain");
    const boundary = type.get("boundary");
    if (!type.value.startsWith("multipart/") || boundary === "" || boundary.length > MAX_BOUNDARY) {
      const disposition = readParams(part.get("content-disposition"));
      const encoding = part.get("content-transfer-encoding").trim();
      leaves.push({ type, disposition, content: () => decodeTransfer(body, encoding), alternative });
      return;
    }
    if (depth === MAX_DEPTH) {
      throw new SetuError("TOO_DEEP", "the parts of the message are too deep", {
        detail: { max: MAX_DEPTH },
      });
    }
    containers += 1;
    const among = type.value === "multipart/alternative" ? containers : alternative;
    for (const inner of split(body, boundary, MAX_PARTS - parts + 1)) {
      const below = readHead(inner);
      walk(below, inner.subarray(below.end), depth + 1, among);
    }
  };
  walk(head, bytes.subarray(head.end), 0, null);
  return { head, leaves };
}

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** What stands between the lines of a boundary. Without a last one the rest is the last part. */
function split(body: Buffer, boundary: string, most: number): readonly Buffer[] {
  const mark = Buffer.from(`--${boundary}`, "latin1");
  const parts: Buffer[] = [];
  let from: number | null = null;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    const after = at + mark.length;
    const last = body[after] === DASH && body[after + 1] === DASH;
    const next = endOfLine(body, last ? after + 2 : after);
    if ((at > 0 && body[at - 1] !== LF) || next === null) continue;
    if (from !== null) parts.push(body.subarray(from, Math.max(from, beforeLine(body, at))));
    if (last || parts.length > most) return parts;
    from = next;
  }
  return from === null ? parts : [...parts, body.subarray(from)];
}

/** Behind blanks and the end of the line; null when something else stands there. */
function endOfLine(body: Buffer, from: number): number | null {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x09) at += 1;
  if (at >= body.length) return body.length;
  if (body[at] === CR) at += 1;
  return body[at] === LF ? at + 1 : null;
}

/** The end of the line before belongs to the boundary. */
const beforeLine = (body: Buffer, at: number): number => (body[at - 2] === CR ? at - 2 : at - 1);
