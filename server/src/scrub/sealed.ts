import { isSetuError } from "@setu/core";
import { changePlace } from "../admin/changes.ts";
import { programPlace } from "../admin/programs.ts";
import { keyPlace } from "../db/keyring.ts";
import { saltPlace } from "../disposal/coming-again.ts";
import { proposalPlace, proposalSignaturePlace } from "../release/proposals.ts";
import { uploadPlace } from "../requests/uploads.ts";
import { viewPlace } from "../requests/views.ts";
import { directoryPlace } from "../scim/users.ts";
import { suspensionPlace } from "../suspension/proposing.ts";
import { END, type Part } from "./part.ts";

type Row = Readonly<Record<string, unknown>>;

type SealedTable = {
  readonly table: string;
  /** Its primary key, and the types of it. */
  readonly key: readonly (readonly [column: string, type: string])[];
  /** What else names the place of a value. */
  readonly beside?: readonly string[];
  /** Columns that are sealed under the key at rest, each to its own place. */
  readonly places: Readonly<Record<string, (row: Row) => string>>;
};

const ID = [["id", "text"]] as const;
const of = (row: Row, column: string): string => String(row[column]);

const byOf = (row: Row) => ({ id: of(row, "id"), proposedBy: of(row, "proposed_by") });

/** Everything that stands in the four stores sealed: the places are those where it is written. */
export const SEALED: readonly SealedTable[] = [
  {
    table: "keyring",
    key: [
      ["party", "text"],
      ["id", "text"],
      ["slot", "smallint"],
    ],
    places: { material: (row) => keyPlace(of(row, "party"), of(row, "id"), Number(row["slot"])) },
  },
  { table: "upload", key: ID, places: { material: (row) => uploadPlace(of(row, "id")) } },
  { table: "epoch", key: ID, places: { secret: (row) => `epoch ${of(row, "id")}` } },
  {
    table: "draft",
    key: [
      ["officer", "text"],
      ["key", "text"],
    ],
    places: { content: (row) => `draft ${of(row, "officer")} ${of(row, "key")}` },
  },
  {
    table: "held",
    key: ID,
    places: {
      command: (row) => `held ${of(row, "id")}`,
      signed: (row) => `held signature ${of(row, "id")}`,
    },
  },
  {
    table: "proposal",
    key: ID,
    places: {
      command: (row) => proposalPlace(of(row, "id")),
      signed: (row) => proposalSignaturePlace(of(row, "id")),
    },
  },
  { table: "saved_view", key: ID, places: { content: (row) => viewPlace(of(row, "id")) } },
  {
    table: "recalled_part",
    key: [
      ["id", "text"],
      ["slot", "smallint"],
    ],
    places: { salt: (row) => saltPlace(of(row, "id"), Number(row["slot"])) },
  },
  {
    table: "officer_change",
    key: ID,
    beside: ["officer", "proposed_by"],
    places: {
      content: (row) => changePlace({ ...byOf(row), officer: of(row, "officer") }),
    },
  },
  {
    table: "client_proposal",
    key: ID,
    beside: ["proposed_by"],
    places: { content: (row) => programPlace(byOf(row)) },
  },
  {
    table: "directory_user",
    key: [["officer", "text"]],
    places: { content: (row) => directoryPlace(of(row, "officer")) },
  },
  {
    table: "suspension_proposal",
    key: ID,
    beside: ["proposed_by"],
    places: { content: (row) => suspensionPlace(byOf(row)) },
  },
];

const BATCH = 256;

/** A key that does not open any more is found before the day on which its record is wanted. */
export const sealed: Part = async ({ store }, tx, place) => {
  const at = Number(place?.["table"] ?? 0);
  const table = SEALED[at];
  if (!table) return END;
  const { key, beside = [], places } = table;
  const after = (place?.["after"] ?? null) as readonly unknown[] | null;
  const names = key.map(([column]) => column).join(", ");
  const given = key.map(([, type], i) => `$${i + 1}::${type}`).join(", ");
  const columns = [names, ...beside, ...Object.keys(places)].join(", ");
  const beyond = after === null ? "" : ` WHERE (${names}) > (${given})`;
  const rows = await tx.db.rows<Row>(
    `SELECT ${columns} FROM ${table.table}${beyond} ORDER BY ${names} LIMIT ${BATCH}`,
    after ?? [],
  );
  const last = rows.at(-1);
  if (!last) return { next: { table: at + 1, after: null }, found: [] };
  const found = rows.flatMap((row) =>
    Object.entries(places).flatMap(([column, placeOf]) => {
      const value = row[column];
      const where = `${table.table} ${key.map(([name]) => of(row, name)).join(" ")}: ${column}`;
      return value === null || opens(store.atRest, value as Uint8Array, placeOf(row)) ? [] : [where];
    }),
  );
  return { next: { table: at, after: key.map(([column]) => last[column]) }, found };
};

function opens(
  atRest: { open(value: Uint8Array, place: string): unknown },
  value: Uint8Array,
  place: string,
): boolean {
  try {
    atRest.open(value, place);
    return true;
  } catch (error) {
    if (isSetuError(error, "CANNOT_OPEN")) return false;
    throw error;
  }
}
