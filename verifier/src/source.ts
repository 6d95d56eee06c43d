import { SetuError } from "@setu/core";
import { concat } from "@setu/link/bytes.ts";
import { MAX_REVIEW_LINE } from "@setu/link/review.ts";

/** An export, wherever it lies: a folder, files that were picked, a read-only address. All of it is hostile. */
export interface Source {
  /** The whole file, null when there is none. @throws TOO_LARGE */
  read(path: string, max: number): Promise<Uint8Array | null>;
  /** The file in pieces of any size, null when there is none. */
  stream(path: string): Promise<AsyncIterable<Uint8Array> | null>;
}

const NEWLINE = 0x0a;

/** The lines of a file, without their ends; none when there is no file. @throws TOO_LARGE for a line above the bound */
export async function* lines(source: Source, path: string): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  let held = 0;
  const line = (last: Uint8Array): Uint8Array => {
    const whole = concat([...rest, last]);
    rest = [];
    held = 0;
    return whole;
  };
  for await (const piece of (await source.stream(path)) ?? []) {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      yield bounded(line(piece.subarray(from, end)));
      from = end + 1;
    }
    rest.push(piece.slice(from));
    held += piece.length - from;
    if (held > MAX_REVIEW_LINE) throw tooLong();
  }
  if (held > 0) yield bounded(line(new Uint8Array()));
}

function bounded(line: Uint8Array): Uint8Array {
  if (line.length > MAX_REVIEW_LINE) throw tooLong();
  return line;
}

const tooLong = (): SetuError =>
  new SetuError("TOO_LARGE", "a line of the export is too long", { detail: { max: MAX_REVIEW_LINE } });

/** @throws TOO_LARGE as soon as the bound is passed */
export async function collect(pieces: AsyncIterable<Uint8Array>, max: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > max)
      throw new SetuError("TOO_LARGE", "a file of the export is too large", { detail: { max } });
    parts.push(piece);
  }
  return concat(parts);
}
