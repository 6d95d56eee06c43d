import type { SendCheck } from "@setu/requests";
import { lookApart } from "@setu/viewer";
import type { Desk, Officer } from "./desk.ts";
import { contentOf } from "./scanning.ts";
import { readUploads, type StoredUpload } from "./uploads.ts";

/**
 * Whether a file of ours is what its name and type say, before it leaves: the other side's viewer will warn of one that
 * is not, and whoever chose it may have chosen the wrong one. It is told and stops nothing. The file is opened in the
 * viewer's process and nowhere else.
 */
type Differing = SendCheck["differing"][number];

/** Of a file that is checked again and again the answer stays; it is asked anew when many others came between. */
const KEPT = 256;
const known = new Map<string, Differing | null>();

export async function differingOf(
  desk: Desk,
  officer: Officer,
  ids: readonly string[],
): Promise<readonly Differing[]> {
  const uploads = await desk.store.tx((tx) => readUploads(desk, tx, officer, ids));
  const told: Differing[] = [];
  for (const upload of uploads) {
    const differing = known.get(upload.c) ?? (known.has(upload.c) ? null : await look(desk, upload));
    if (differing !== null) told.push(differing);
  }
  return told;
}

async function look(desk: Desk, upload: StoredUpload): Promise<Differing | null> {
  const { name, type } = upload;
  const parts: Uint8Array[] = [];
  for await (const part of contentOf(desk, upload)) parts.push(part);
  let found: Differing | null;
  try {
    const { kind, flags } = await lookApart(Buffer.concat(parts), { name, type }, { kind: true });
    const second = flags.includes("second-nature");
    found = flags.includes("type-differs") || second ? { name, type, kind, second } : null;
  } catch {
    // What could not be looked at is not said to be what it says.
    return { name, type, kind: null, second: false };
  }
  if (known.size >= KEPT) known.delete(known.keys().next().value ?? "");
  known.set(upload.c, found);
  return found;
}
