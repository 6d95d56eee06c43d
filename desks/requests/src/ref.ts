import { openerOf, party, SetuError, type ItemId } from "@setu/core";

/** Crockford's alphabet: no I, L, O or U, so that it survives a bad telephone line. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE = 8;

/** `CA-7K3M-9QXT-2`: forty bits of the item's id as people say it, and a check character. A reference finds, the id decides. */
export function refOf(item: ItemId): string {
  const hex = item.slice(item.indexOf(":") + 1, item.indexOf(":") + 11);
  let bits = BigInt(`0x${hex}`);
  let out = "";
  for (let i = 0; i < CODE; i++, bits >>= 5n) out = ALPHABET[Number(bits & 31n)] + out;
  const opener = openerOf(item).toUpperCase();
  return `${opener}-${out.slice(0, 4)}-${out.slice(4)}-${ALPHABET[sum(opener, out)]}`;
}

/** Everything that people put between the groups, or hear there. */
const GAPS = /[\s\p{Pd}_.]+/gu;
/** What Crockford reads as the digit that it looks like; U occurs in the name of a party only. */
const ALIKE: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1", U: "V" };

export type Ref = {
  readonly ref: string;
  /** What the ids of all items with this reference begin with, such as `ca:0123456789`. */
  readonly begins: string;
};

/**
 * A reference as a person types, pastes or hears it: in either case, with any gaps or none.
 * @throws BAD_FIELD for what is no reference, WRONG_CHECK for one that was misheard or mistyped
 */
export function readRef(text: string): Ref {
  const bare = text.length > 64 ? "" : text.replaceAll(GAPS, "").toUpperCase();
  const opener = bare.slice(0, -CODE - 1);
  const said = bare.slice(-CODE - 1).replaceAll(/[OIL]/g, (sign) => ALIKE[sign] ?? sign);
  const values = Array.from(said, (sign) => ALPHABET.indexOf(sign));
  if (values.length !== CODE + 1 || values.includes(-1)) throw notOne();
  const from = partyOf(opener);
  const code = said.slice(0, CODE);
  if (sum(opener, code) !== values[CODE]) {
    throw new SetuError("WRONG_CHECK", "the check character does not fit the reference");
  }
  const bits = values.slice(0, CODE).reduce((all, value) => (all << 5n) | BigInt(value), 0n);
  return {
    ref: `${opener}-${code.slice(0, 4)}-${code.slice(4)}-${said[CODE]}`,
    begins: `${from}:${bits.toString(16).padStart(10, "0")}`,
  };
}

function partyOf(opener: string): string {
  try {
    return party(opener.toLowerCase(), "reference");
  } catch {
    throw notOne();
  }
}

const notOne = () => new SetuError("BAD_FIELD", "this is no reference", { detail: { field: "reference" } });

/**
 * A weighted sum over the field of 32 elements, each place weighing one power of a primitive element more than the
 * next: a wrong sign, or two signs that changed places, never add up. Signs that are read alike count alike.
 */
function sum(opener: string, code: string): number {
  return Array.from(opener + code, (sign) => ALPHABET.indexOf(ALIKE[sign] ?? sign)).reduce(
    (total, value) => times(total ^ value),
    0,
  );
}

/** By the primitive element, modulo x^5 + x^2 + 1. */
const times = (value: number): number => (value & 16 ? (value << 1) ^ 0b100101 : value << 1);
