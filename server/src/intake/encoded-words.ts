import { decodeCharset } from "./charset.ts";
import { hexBytes } from "./transfer.ts";

/**
 * Encoded words of a head (RFC 2047). Words that stand side by side are one text, and some programs cut a sign in two
 * between them: bytes of one charset are joined before they are read.
 */
const WORD = /=\?([!->@-~]{1,60})\?([BbQq])\?([!->@-~]{0,1000})\?=/g;

type Piece = { readonly charset: string; readonly bytes: Buffer };

/** @param raw one sign a byte, as `readHead` gives it; what is no encoded word is UTF-8 (RFC 6532) */
export function decodeWords(raw: string): string {
  const out: string[] = [];
  let pieces: Piece[] = [];
  let at = 0;
  const flush = () => {
    const [first] = pieces;
    if (first) out.push(decodeCharset(Buffer.concat(pieces.map(({ bytes }) => bytes)), first.charset));
    pieces = [];
  };
  for (const found of raw.matchAll(WORD)) {
    const between = raw.slice(at, found.index);
    const piece = pieceOf(found[1] ?? "", found[2] ?? "", found[3] ?? "");
    // Blanks between two encoded words only keep them apart.
    if (pieces.length > 0 && /^\s*$/.test(between)) {
      if (pieces[0]?.charset !== piece.charset) flush();
    } else {
      flush();
      out.push(plain(between));
    }
    pieces.push(piece);
    at = found.index + found[0].length;
  }
  flush();
  out.push(plain(raw.slice(at)));
  return out.join("");
}

function pieceOf(name: string, encoding: string, text: string): Piece {
  // A language may stand behind the charset (RFC 2231 section 5).
  const charset = (name.split("*")[0] ?? "").toLowerCase();
  const bytes =
    encoding.toUpperCase() === "B" ? Buffer.from(text, "base64") : hexBytes(text.replaceAll("_", " "), "=");
  return { charset, bytes };
}

const plain = (raw: string): string => decodeCharset(Buffer.from(raw, "latin1"), "utf-8");
