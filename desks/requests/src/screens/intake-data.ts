import { api, ApiError, newId, throughSignIn } from "@setu/ui";
import type { HomeCommand, HomeOutcomes } from "../api.ts";
import {
  inParts,
  OWN,
  type IntakeEntry,
  type IntakeFields,
  type IntakePreview,
  type IntakeRow,
  type ReadFields,
} from "../intake.ts";

/** Beyond it the node refuses: it is told before ten megabytes go up a poor line. */
export const MAX_FILE = 10 * 1024 * 1024;

export type Format = IntakePreview["as"];

/** By its name, as a person chose it; null for what is neither. */
export const formatOf = (name: string): Format | null =>
  (["eml", "csv"] as const).find((each) => name.toLowerCase().endsWith(`.${each}`)) ?? null;

/** @throws ApiError */
export function readFile(file: File, as: Format): Promise<IntakePreview> {
  if (file.size > MAX_FILE) return Promise.reject(new ApiError("TOO_LARGE"));
  const query = new URLSearchParams({ as, name: file.name.slice(-120) });
  return throughSignIn(() =>
    api<IntakePreview>(`/intake/file?${query.toString()}`, { method: "POST", bytes: file }),
  );
}

/** @throws ApiError */
export const readFields = (fields: IntakeFields): Promise<ReadFields> =>
  throughSignIn(() => api<ReadFields>("/intake/fields", { method: "POST", json: { fields } }));

export const newMatter = (): string => `${OWN}:${newId()}`;
const commandOf = (entry: IntakeEntry): HomeCommand => ({ id: newId(), do: "intake", ...entry });

/** @returns the act, for undoing it @throws ApiError; DUPLICATE for what is registered already */
export async function register(item: string, entry: IntakeEntry): Promise<string> {
  const command = commandOf(entry);
  await actOn(item, command);
  return command.id;
}

export const takeBack = (item: string, of: string): Promise<void> =>
  actOn(item, { id: newId(), do: "undo", args: { of } as never });

const actOn = (item: string, command: HomeCommand): Promise<void> =>
  throughSignIn(() =>
    api<void>(`/requests/${encodeURIComponent(item)}/home`, { method: "POST", json: { command } }),
  );

export type GoodRow = IntakeRow & { readonly entry: IntakeEntry };
export const isGood = (row: IntakeRow): row is GoodRow => row.entry !== null && !row.known;

type Course = { readonly onProgress: (count: number) => void; readonly isStopped: () => boolean };

/**
 * Registers rows in parts. What was not reached, because somebody stopped or the line fell, is not in the answer and
 * can be tried again: the same row is one matter.
 * @returns the code of each row that was tried, null where it was registered
 * @throws ApiError before the first part was answered
 */
export async function registerAll(
  rows: readonly GoodRow[],
  { onProgress, isStopped }: Course,
): Promise<ReadonlyMap<string, string | null>> {
  const tried = new Map<string, string | null>();
  const acts = rows.map(({ item, entry }) => ({ item, command: commandOf(entry) }));
  for (const part of inParts(acts, (act) => JSON.stringify(act).length * 3)) {
    if (isStopped()) break;
    try {
      const json = { acts: part };
      const { outcomes } = await throughSignIn(() => api<HomeOutcomes>("/home", { method: "POST", json }));
      for (const [i, { item }] of part.entries()) tried.set(item, outcomes[i] ?? null);
    } catch (error) {
      if (tried.size === 0 || !(error instanceof ApiError)) throw error;
      break;
    }
    onProgress(tried.size);
  }
  return tried;
}
