/**
 * Kinds of identifiers that a text seems to hold, for the sentence before sending: "contains 1 document number". It
 * helps a person look again; it proves nothing and stops nothing. Every expression is linear in its input.
 */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["email", /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,253}/gu],
  ["ip", /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}/gi],
  ["account", /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b|\b\d{12,19}\b/g],
  ["document", /\b[A-Z]{1,2}\d{6,8}\b/g],
  ["telephone", /(?<![\w.])\+?\d(?:[ ().-]{0,2}\d){6,13}(?!\.?\w)/g],
];

export function countIdentifiers(text: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  let rest = text.normalize("NFKC");
  for (const [kind, pattern] of KINDS) {
    let count = 0;
    // What was counted as one kind is not counted as another.
    rest = rest.replace(pattern, () => (count++, " · "));
    if (count > 0) found[kind] = count;
  }
  return found;
}
