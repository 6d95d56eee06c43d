import { badField, canonicalBytes, parseBounded, SetuError, type Json } from "@setu/core";
import { HASH_BYTES } from "tlog";
import { list, object, text } from "./fields.ts";
import { Prints, PRINT_BYTES } from "./prints.ts";

/**
 * What the reviewer keeps from one look to the next, in a file of his own that no node ever writes: the cards he has
 * compared, the heads he has seen, and a print of each entry below them.
 */
export type Memory = {
  /** Fingerprints by party. */
  readonly cards: ReadonlyMap<string, string>;
  readonly logs: ReadonlyMap<string, Remembered>;
};

export type Remembered = {
  readonly size: number;
  readonly root: Uint8Array;
  /** Verifier keys of a home log; empty for a log of the link. */
  readonly keys: readonly string[];
  readonly prints: Prints;
};

const VERSION = "setu-memory/1";
export const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

export const NOTHING: Memory = { cards: new Map(), logs: new Map() };

export function memoryBytes({ cards, logs }: Memory): Uint8Array {
  return canonicalBytes({
    v: VERSION,
    cards: [...cards].map(([party, fingerprint]) => ({ party, fingerprint })),
    logs: [...logs].map(([origin, { size, root, keys, prints }]) => ({
      origin,
      size,
      root: root.toHex(),
      keys,
      prints: prints.bytes(size).toBase64(),
    })),
  });
}

/** @throws the intake codes | BAD_FIELD */
export function parseMemory(bytes: Uint8Array): Memory {
  const { v, cards, logs } = object(parseBounded(bytes, MAX_MEMORY_BYTES), "memory");
  if (v !== VERSION) throw new SetuError("BAD_FIELD", "the file is not one that this verifier has written");
  return {
    cards: new Map(
      list(cards, "cards").map((each) => {
        const { party, fingerprint } = object(each, "cards");
        return [text(party, "party"), text(fingerprint, "fingerprint")];
      }),
    ),
    logs: new Map(list(logs, "logs").map(remembered)),
  };
}

function remembered(value: Json): readonly [string, Remembered] {
  const fields = object(value, "logs");
  const prints = new Prints(decoded(fields["prints"], "prints", (each) => Uint8Array.fromBase64(each)));
  const root = decoded(fields["root"], "root", (each) => Uint8Array.fromHex(each));
  if (prints.length !== fields["size"] || root.length !== HASH_BYTES)
    throw badField("prints", `${PRINT_BYTES} bytes an entry`);
  const keys = list(fields["keys"], "keys").map((key) => text(key, "keys"));
  return [text(fields["origin"], "origin"), { size: prints.length, root, keys, prints }];
}

function decoded(value: Json | undefined, field: string, decode: (text: string) => Uint8Array): Uint8Array {
  const encoded = text(value, field);
  try {
    return decode(encoded);
  } catch (cause) {
    throw new SetuError("BAD_FIELD", `${field} is not encoded as it has to be`, { cause, detail: { field } });
  }
}
