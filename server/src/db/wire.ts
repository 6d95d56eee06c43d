import pg from "pg";

const OID = { bytea: 17, int8: 20, int8s: 1016 } as const;

/** `pg` hands out results as text, and bigints as strings. */
const TEXT: Readonly<Record<number, (value: string) => unknown>> = {
  [OID.bytea]: (value) => plain(Buffer.from(value.slice(2), "hex")),
  [OID.int8]: safe,
  [OID.int8s]: (value) => (value === "{}" ? [] : value.slice(1, -1).split(",").map(safe)),
};

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => TEXT[oid] ?? pg.types.getTypeParser(oid)) as typeof pg.types.getTypeParser,
};

/** A Buffer is a Uint8Array with another prototype; the rest of Setu knows only the plain one. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Many values of one bytea column as one parameter; see `unpack`. A single Buffer travels in binary, an array of them
 * as hexadecimal text of twice the size. Null stays null.
 */
export type Packed = {
  readonly bytes: Buffer;
  readonly ends: readonly (number | null)[];
  readonly sizes: readonly number[];
};

export function pack(values: readonly (Uint8Array | null)[]): Packed {
  let end = 0;
  const ends = values.map((value) => (value === null ? null : (end += value.length)));
  const sizes = values.map((value) => value?.length ?? 0);
  return { bytes: Buffer.concat(values.filter((value) => value !== null)), ends, sizes };
}

/** SQL for the value of this row: `substr` counts from one, and gives null for a null end. */
export const unpack = (bytes: string, end: string, size: string): string =>
  `substr(${bytes}, ${end} - ${size} + 1, ${size})`;

function safe(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error("a PostgreSQL bigint beyond 2^53");
  return number;
}
