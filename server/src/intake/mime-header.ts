import { SetuError } from "@setu/core";

/**
 * The head of a message or of one of its parts (RFC 5322 section 2.2): fields unfolded, names in lower case. Bytes are
 * read as Latin-1, one sign a byte, so that nothing is lost before its charset is known.
 */
export const MAX_HEAD_BYTES = 256 * 1024;
export const MAX_FIELDS = 200;

export type Head = {
  /** The first of each name: a name that is given twice is somebody's trick, and readers differ on the second. */
  readonly get: (name: string) => string;
  /** Where the body begins. */
  readonly end: number;
};

const NAME = /^[!-9;-~]+$/;

/** @throws TOO_LARGE for too many bytes or fields */
export function readHead(bytes: Buffer): Head {
  const end = endOfHead(bytes);
  if (end.head > MAX_HEAD_BYTES) {
    throw new SetuError("TOO_LARGE", "the head of the message is too long", {
      detail: { max: MAX_HEAD_BYTES },
    });
  }
  const fields = new Map<string, string>();
  const lines = unfold(bytes.toString("latin1", 0, end.head));
  if (lines.length > MAX_FIELDS) {
    throw new SetuError("TOO_LARGE", "the head of the message has too many fields", {
      detail: { max: MAX_FIELDS },
    });
  }
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    // Such as the line "From …" of a mailbox file: it names no field.
    if (colon < 1 || !NAME.test(name) || fields.has(name)) continue;
    fields.set(name, line.slice(colon + 1).trim());
  }
  return { get: (name) => fields.get(name) ?? "", end: end.body };
}

/** An empty line ends it; a message without one is all head. */
function endOfHead(bytes: Buffer): { readonly head: number; readonly body: number } {
  if (bytes[0] === LF) return { head: 0, body: 1 };
  if (bytes[0] === CR && bytes[1] === LF) return { head: 0, body: 2 };
  // Looked for no further than a head may go.
  const window = bytes.subarray(0, MAX_HEAD_BYTES + 4);
  const found = [
    [window.indexOf("\r\n\r\n"), 4],
    [window.indexOf("\n\n"), 2],
  ] as const;
  const [first] = found.filter(([at]) => at >= 0).toSorted(([a], [b]) => a - b);
  return first ? { head: first[0], body: first[0] + first[1] } : { head: bytes.length, body: bytes.length };
}

const LF = 0x0a;
const CR = 0x0d;

/** A line that begins with a blank goes on with the one before. */
function unfold(head: string): readonly string[] {
  const lines: string[][] = [];
  for (const line of head.split(/\r?\n/)) {
    if (/^[ \t]/.test(line)) lines.at(-1)?.push(" ", line.trimStart());
    else if (line !== "") lines.push([line]);
  }
  return lines.map((parts) => parts.join(""));
}
