import { decodeCharset } from "./charset.ts";
import { decodeWords } from "./encoded-words.ts";
import { hexBytes } from "./transfer.ts";

/**
 * A field with parameters: `text/plain; charset="utf-8"` (RFC 2045 section 5.1), their long and encoded forms with it
 * (RFC 2231). Of a name that is given twice the first counts.
 */
export type Params = { readonly value: string; readonly get: (name: string) => string };

const PARAM = /;\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\[^])*)"|([^;]*))/g;
const MAX_PARAMS = 40;
const PIECE = /^(.+?)\*(\d{1,2})(\*?)$/;

type Given = { readonly name: string; readonly value: string };

/** @param raw one sign a byte */
export function readParams(raw: string): Params {
  const given: Given[] = [];
  for (const found of raw.matchAll(PARAM)) {
    if (given.length === MAX_PARAMS) break;
    const value = found[2]?.replace(/\\([^])/g, "$1") ?? found[3]?.trim() ?? "";
    given.push({ name: (found[1] ?? "").toLowerCase(), value });
  }
  const get = (name: string): string => extended(given, name) ?? decodeWords(plainOf(given, name));
  return { value: (raw.split(";", 1)[0] ?? "").trim().toLowerCase(), get };
}

const plainOf = (given: readonly Given[], name: string): string =>
  given.find((each) => each.name === name)?.value ?? "";

/** `name*=utf-8''…`, or the same in numbered pieces, of which only those with a star are encoded. */
function extended(given: readonly Given[], name: string): string | null {
  const whole = given.find((each) => each.name === `${name}*`);
  const pieces = whole
    ? [{ no: 0, encoded: true, value: whole.value }]
    : given
        .flatMap(({ name: key, value }) => {
          const [, base, no, star] = PIECE.exec(key) ?? [];
          return base === name ? [{ no: Number(no), encoded: star === "*", value }] : [];
        })
        .toSorted((a, b) => a.no - b.no);
  const [first] = pieces;
  if (first === undefined) return null;
  const [, charset = "", rest = first.value] = first.encoded
    ? (/^([^']*)'[^']*'(.*)$/s.exec(first.value) ?? [])
    : [];
  const bytes = pieces.map(({ encoded, value }, i) =>
    encoded ? hexBytes(i === 0 ? rest : value, "%") : Buffer.from(value, "latin1"),
  );
  return decodeCharset(Buffer.concat(bytes), charset);
}
