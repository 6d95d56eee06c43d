import { equalBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { HASH_BYTES, emptyRoot } from "./hash.ts";
import { fromBase64, hasControlCharacter, parseDecimal, toBase64 } from "./text.ts";

/** C2SP tlog-checkpoint: the head of one log. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/**
 * The note text: origin, size and root, each on its line. Throws `CHECKPOINT_MALFORMED` for values that
 * `parseCheckpoint` would refuse.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`;
  parseCheckpoint(text);
  return text;
}

/**
 * Strict: exactly three lines, throws `CHECKPOINT_MALFORMED` otherwise.
 *
 * Extension lines are refused. The specification does not recommend them, and an ML-DSA-44 cosignature does
 * not cover them: whoever carries the note could change them.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, sizeLine, rootLine, afterLast, ...more] = text.split("\n");
  if (afterLast !== "" || more.length > 0 || rootLine === undefined || sizeLine === undefined) {
    throw malformed("a checkpoint has exactly three lines");
  }
  if (origin === undefined || origin === "" || hasControlCharacter(origin) || !origin.isWellFormed()) {
    throw malformed("the origin is empty or not printable");
  }
  const size = parseDecimal(sizeLine);
  if (size === undefined) throw malformed("the size is not a canonical decimal below 2^53");
  const root = parseRoot(rootLine);
  if (size === 0 && !equalBytes(root, emptyRoot())) throw malformed("the root of an empty tree is fixed");
  return { origin, size, root };
}

function parseRoot(line: string): Uint8Array {
  let root: Uint8Array;
  try {
    root = fromBase64(line);
  } catch (cause) {
    throw malformed("the root is not canonical base64", cause);
  }
  if (root.length !== HASH_BYTES) throw malformed(`the root has ${root.length} bytes, not ${HASH_BYTES}`);
  return root;
}

function malformed(message: string, cause?: unknown): TlogError {
  return new TlogError("CHECKPOINT_MALFORMED", message, { cause });
}
