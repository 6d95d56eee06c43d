/** Letters that are not mistaken for each other (Crockford's base 32), for codes that people read and type. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** One letter a byte: 256 is a multiple of 32, so of random bytes no letter comes more often than another. */
export const lettersOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");

/** As people read them: five by five. */
export const grouped = (letters: string): string => letters.replaceAll(/(.{5})(?=.)/g, "$1-");

/** As they were typed: in either case, with any gaps, with an O for a zero. */
export const asTyped = (given: string): string =>
  given.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
