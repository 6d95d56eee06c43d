import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { ERRORS, SetuError } from "@setu/core";
import {
  inParts,
  type HomeCommand,
  type HomeOutcomes,
  type IntakePreview,
  type IntakeProblem,
  type IntakeRow,
} from "@setu/requests";
import type { Client } from "./client.ts";
import { readInput } from "./input.ts";
import { answer, clean, progress, table, type Talk } from "./terminal.ts";

/** What a node takes (server/src/intake/routes.ts). */
const MAX_FILE = 10 * 1024 * 1024;
const FORMATS = ["eml", "csv"] as const;
export type Format = (typeof FORMATS)[number];

export type IntakeOptions = Talk & {
  readonly as?: Format;
  /** When a message came, as the officer says it. */
  readonly received?: string;
  readonly dryRun?: boolean;
};

/**
 * What became of each row. `new`: it would be registered; `known`: it was before; `wrong`: it says why and is passed
 * over; `refused`: the node did not take it.
 */
export type IntakeState = "new" | "registered" | "known" | "wrong" | "refused";
export type IntakeAnswer = {
  readonly as: Format;
  readonly rows: readonly {
    readonly row: number;
    readonly item: string;
    readonly ref: string;
    readonly title: string;
    readonly state: IntakeState;
    readonly problems: readonly IntakeProblem[];
    readonly code: string | null;
  }[];
  /** From this row on nothing was read: its quotes are wrong. */
  readonly brokenAt: number | null;
};

/**
 * Registers what came another way: the good rows are taken, the others named. The same file again makes nothing twice.
 * @throws USAGE when nobody says what the file is, and the codes of the node
 */
export async function takeIn(client: Client, path: string, options: IntakeOptions): Promise<void> {
  const as = options.as ?? FORMATS.find((each) => path.toLowerCase().endsWith(`.${each}`));
  if (as === undefined) throw new SetuError("USAGE", "say what the file is with --as eml or --as csv");
  const bytes = await readInput(path, MAX_FILE);
  const { received } = options;
  if (as === "csv" && received !== undefined)
    throw new SetuError("USAGE", "--received is of a message; each row of a table has a column for it");
  const name = path === "-" ? "" : basename(path);
  const query = new URLSearchParams({ as, name, ...(received !== undefined && { received }) });
  const preview = await client.postBytes<IntakePreview>(`/intake/file?${query.toString()}`, bytes);
  const refusals = options.dryRun ? null : await register(client, preview.rows.filter(isNew));
  const rows = preview.rows.map((row) => {
    const { row: number, item, ref, title, problems } = row;
    const code = refusals?.get(item) ?? null;
    return { row: number, item, ref, title, state: stateOf(row, refusals, code), problems, code };
  });
  const result: IntakeAnswer = { as, rows, brokenAt: preview.as === "csv" ? preview.brokenAt : null };
  answer(options, result, () => textOf(result));
  const whole =
    result.brokenAt === null && rows.every(({ state }) => state !== "wrong" && state !== "refused");
  if (!whole) process.exitCode = ERRORS.BAD_FIELD.exit;
}

type NewRow = IntakeRow & { readonly entry: NonNullable<IntakeRow["entry"]> };
const isNew = (row: IntakeRow): row is NewRow => row.entry !== null && !row.known;

/** @returns the code for each row that the node refused; one registered meanwhile by somebody else is DUPLICATE */
async function register(client: Client, rows: readonly NewRow[]): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  const bar = rows.length > 1 ? progress("registering", rows.length) : () => {};
  let done = 0;
  const acts = rows.map(({ item, entry }) => ({ item, command: commandOf(entry) }));
  for (const part of inParts(acts, (act) => JSON.stringify(act).length * 3)) {
    const { outcomes } = await client.post<HomeOutcomes>("/home", { acts: part });
    for (const [i, { item }] of part.entries()) {
      const code = outcomes[i] ?? null;
      if (code !== null) refused.set(item, code);
    }
    bar((done += part.length));
  }
  return refused;
}

const commandOf = (entry: NewRow["entry"]): HomeCommand => ({
  id: randomBytes(16).toString("hex"),
  do: "intake",
  ...entry,
});

function stateOf(
  row: IntakeRow,
  refusals: ReadonlyMap<string, string> | null,
  code: string | null,
): IntakeState {
  if (row.known || code === "DUPLICATE") return "known";
  if (row.entry === null) return "wrong";
  if (code !== null) return "refused";
  return refusals === null ? "new" : "registered";
}

function textOf({ rows, brokenAt }: IntakeAnswer): string {
  const lines = rows.map(({ row, ref, state, title, problems, code }) => [
    `row ${row}`,
    state === "wrong" ? "-" : ref,
    state,
    [
      ...problems.map(({ field, code: why }) => `${field}: ${why}`),
      ...(code === null ? [] : [code]),
      clean(title),
    ].join("; "),
  ]);
  const broken =
    brokenAt === null ? [] : [`row ${brokenAt}: its quotes are wrong; nothing from it on was read`];
  return [...(lines.length === 0 ? [] : [table(lines)]), ...broken].join("\n");
}
