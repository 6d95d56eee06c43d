import { asciiDigits } from "./words.ts";

/**
 * Kinds of identifiers that a text seems to hold, for the sentence before sending: "contains 1 document number". It
 * helps a person look again; it proves nothing and stops nothing. Every expression is linear in its input.
 */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["email", /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,253}/gu],
  ["ip", /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}/gi],
  ["ip", /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}/gi],
  // Whole, or in the groups of four in which accounts (ISO 13616) and cards are printed.
  ["account", /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b/g],
  ["account", /\b\d{12,19}\b|(?<![\w.])\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?(?!\.?\w)/g],
  ["document", /\b(?:[A-Z]{1,3}[ -]?|[a-z]{1,3})\d{6,8}\b|\b[A-Z]{5}\d{4}[A-Z]\b/g],
  // A date has as many digits, and is none.
  [
    "telephone",
    /(?<![\d.])(?!\d{4}-\d\d-\d\d(?!\d))\+?\d(?:[\p{Zs}().\u2010-\u2015-]{0,2}\d){6,14}(?!\.?\d)/gu,
  ],
];

export function countIdentifiers(text: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  let rest = asciiDigits(text.normalize("NFKC"));
  for (const [kind, pattern] of KINDS) {
    let count = 0;
    // What was counted as one kind is not counted as another.
    rest = rest.replace(pattern, () => (count++, " · "));
    if (count > 0) found[kind] = (found[kind] ?? 0) + count;
  }
  return found;
}

const MASK = "•";
/** So many signs of an identifier are enough to tell it from the next; of a short one no more than half. */
const SHOWN = 4;

/**
 * The text with its identifiers masked but for their last signs; of an address of mail, the name. Every sign
 * keeps its place. For whatever shows a title outside its request: lists, results, exports, notices.
 */
export function maskIdentifiers(text: string): string {
  const { plain, places } = withoutFormat(text);
  const masked = new Set<number>();
  let rest = plain;
  for (const [, pattern] of KINDS) {
    rest = rest.replace(pattern, (found: string, ...more) => {
      const at = more.find((each): each is number => typeof each === "number") ?? 0;
      for (const i of hidden(found)) masked.add(places[at + i] ?? -1);
      return " ".repeat(found.length);
    });
  }
  return masked.size === 0
    ? text
    : [...text.split("").keys()].map((i) => (masked.has(i) ? MASK : text[i])).join("");
}

function hidden(identifier: string): number[] {
  const name = identifier.indexOf("@");
  const signs = [...identifier.matchAll(/[\p{L}\p{N}]/gu)].map((sign) => sign.index);
  return name > 0
    ? signs.filter((i) => i < name)
    : signs.slice(0, -Math.min(SHOWN, Math.floor(signs.length / 2)));
}

/** As the patterns read it: ASCII digits, and no format characters between them; and where each unit stood. */
function withoutFormat(text: string): { readonly plain: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let plain = "";
  for (const { 0: sign, index } of asciiDigits(text).matchAll(/[^\p{Cf}]/gu)) {
    plain += sign;
    for (let i = 0; i < sign.length; i++) places.push(index + i);
  }
  return { plain, places };
}
