import { openerOf, type ItemId } from "@setu/core";

/** Crockford's alphabet: no I, L, O or U, so that it survives a bad telephone line. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `CA-7K3M-9QXT`: forty bits of the item's id as people say it. A reference finds, the id decides. */
export function refOf(item: ItemId): string {
  const hex = item.slice(item.indexOf(":") + 1, item.indexOf(":") + 11);
  let bits = BigInt(`0x${hex}`);
  let out = "";
  for (let i = 0; i < 8; i++, bits >>= 5n) out = ALPHABET[Number(bits & 31n)] + out;
  return `${openerOf(item).toUpperCase()}-${out.slice(0, 4)}-${out.slice(4)}`;
}
