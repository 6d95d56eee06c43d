import { Buffer } from "node:buffer";

/** What stands in the archive: a file with its bytes, or a link to a place within it. */
export type Entry =
  | { readonly path: string; readonly executable: boolean; readonly read: () => Uint8Array }
  | { readonly path: string; readonly link: string };

const BLOCK = 512;
const NAME = 100;
const PREFIX = 155;

/**
 * A POSIX ustar archive whose bytes depend on the entries and the time alone: sorted by path, owned by nobody in
 * particular, of two modes. Folders are not entries: `tar` makes them.
 * @param seconds time of every entry, since 1970
 * @throws where a path or a link does not fit into a header
 */
export function* tar(entries: readonly Entry[], seconds: number): Generator<Uint8Array> {
  for (const entry of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if ("link" in entry) {
      yield header({ path: entry.path, mode: 0o777, size: 0, type: "2", link: entry.link, seconds });
      continue;
    }
    const bytes = entry.read();
    const mode = entry.executable ? 0o755 : 0o644;
    yield header({ path: entry.path, mode, size: bytes.length, type: "0", link: "", seconds });
    yield bytes;
    yield Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

type Header = {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly type: "0" | "2";
  readonly link: string;
  readonly seconds: number;
};

function header({ path, mode, size, type, link, seconds }: Header): Uint8Array {
  const [prefix, name] = parts(path);
  if (Buffer.byteLength(link) > NAME) throw new Error(`the link is too long: ${link}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(seconds, 11), 136);
  // The sum is taken with blanks in its own place.
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write(link, 157);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\u0000 `, 148);
  return block;
}

const octal = (value: number, width: number): string => value.toString(8).padStart(width, "0");

/** Of a path too long for one field, the longest end that fits and what is before it. */
function parts(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= NAME) return ["", path];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= NAME && Buffer.byteLength(prefix) <= PREFIX) return [prefix, name];
  }
  throw new Error(`the path is too long: ${path}`);
}
