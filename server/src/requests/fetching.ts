import { createHash, createHmac } from "node:crypto";
import {
  isItemAct,
  isSetuError,
  SetuError,
  type AttachmentRef,
  type ItemAct,
  type Party,
  type RecordId,
} from "@setu/core";
import { SLOT } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import { noticeFile } from "../disposal/coming-again.ts";
import { noteHandling } from "./custody.ts";
import type { Desk } from "./desk.ts";
import { homeLog } from "./home.ts";
import { openPart, SEALED_PART_BYTES } from "./parts.ts";
import { MAX_FILE_BYTES } from "./uploads.ts";

/**
 * Attachments on their way in: fetched after the receipt, part by part, from where it stopped. They count only when
 * every byte is what the signed act says: the hash of the ciphertext and the commitment to the content.
 */
const INTO = `INSERT INTO attachment (party, id, slot, c, size, parts, state)`;
// Of what was destroyed and comes again the files are not asked for.
const IN_STATE = `CASE WHEN EXISTS (SELECT FROM disposal WHERE disposal.party = $1::text AND disposal.id = $2::text) THEN 'destroyed' ELSE 'fetching' END`;
const EXPECT = `${INTO} VALUES ($1::text, $2::text, $3, $4, $5, $6, ${IN_STATE}) ON CONFLICT DO NOTHING`;
// Of a file of ours the bytes are here from the start; a restore loses those that were sent since, and the other side has them.
const LOST = `${INTO} SELECT $1::text, $2::text, $3::smallint, $4::text, $5::bigint, $6::int, ${IN_STATE}
  WHERE (SELECT count(*) FROM attachment_part WHERE c = $4::text) < $6::int ON CONFLICT DO NOTHING`;
// `$1`: those that wait for their next attempt.
const WANTED = `SELECT party, id, slot, c, size, parts FROM attachment
  WHERE state = 'fetching' AND party || '/' || id || '/' || slot <> ALL ($1::text[]) ORDER BY party, id, slot LIMIT 8`;
const WANTED_OF = `SELECT party, id, slot, c, size, parts FROM attachment
  WHERE state = 'fetching' AND c = ANY ($1::text[]) ORDER BY party, id, slot`;
const OURS = `SELECT EXISTS (SELECT 1 FROM upload WHERE c = $1) AS ours`;
const STATE_OF = `SELECT state FROM attachment WHERE party = $1 AND id = $2 AND slot = $3`;
const HAVE = `SELECT part FROM attachment_part WHERE c = $1 ORDER BY part`;
const COUNT = `SELECT count(*) AS n FROM attachment_part WHERE c = $1`;
const PART = `SELECT bytes FROM attachment_part WHERE c = $1 AND part = $2`;
// It may have been destroyed while a part was on its way.
const PUT = `INSERT INTO attachment_part (c, part, bytes) SELECT $1::text, $2::int, $3::bytea FROM attachment
  WHERE party = $4 AND id = $5 AND slot = $6::smallint AND state = 'fetching' FOR SHARE ON CONFLICT DO NOTHING`;
const STATE = `UPDATE attachment SET state = $4 WHERE party = $1 AND id = $2 AND slot = $3 AND state = 'fetching'`;
// The peer chooses what its act names, so it may name the bytes of another file, ours included: those stay.
const DROP = `DELETE FROM attachment_part WHERE c = $4
  AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.c = $4)
  AND NOT EXISTS (SELECT 1 FROM attachment AS other WHERE other.c = $4 AND other.state IN ('whole', 'fetching')
    AND (other.party, other.id, other.slot) <> ($1, $2, $3::smallint))`;

/** Ciphertext of `n` bytes has so many parts. */
export const partsOf = (n: number): number => Math.max(1, Math.ceil(n / SEALED_PART_BYTES));
const MAX_CIPHERTEXT = partsOf(MAX_FILE_BYTES) * SEALED_PART_BYTES;

async function partsHere(tx: PgTx, c: string): Promise<number> {
  const [row] = await tx.db.rows<{ n: number }>(COUNT, [c]);
  return row?.n ?? 0;
}

/**
 * Notes what an applied act of the peer promises, and what one of ours had and lost. More than the agreed size is not even noted: `n` is whatever the
 * peer has signed, up to 2^53 - 1.
 */
export async function expectFiles(desk: Desk, tx: PgTx, act: ItemAct): Promise<void> {
  const expect = act.from === desk.ports.identity.party ? LOST : EXPECT;
  for (const [i, { c, n }] of act.att.entries())
    if (n <= MAX_CIPHERTEXT)
      await tx.db.change(expect, [act.from, act.id, SLOT.attachment + i, c, n, partsOf(n)]);
}

type Wanted = {
  readonly party: Party;
  readonly id: RecordId;
  readonly slot: number;
  readonly c: string;
  readonly size: number;
  readonly parts: number;
};

/** @throws NOT_FOUND and whatever the road throws */
type AskPart = (c: string, part: number) => Promise<Uint8Array>;
type Outcome = "whole" | "refused" | "waiting";

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 10 * 60_000;

/**
 * Fetches what is promised. A file that fails waits longer each time and holds up no other one; what has come of it
 * stays.
 */
export class FileFetcher {
  readonly #desk: Desk;
  readonly #ask: AskPart;
  /** Memory of this process only: after a restart everything is tried anew. */
  readonly #pauses = new Map<string, { readonly ms: number; readonly until: number }>();

  constructor(desk: Desk, ask: AskPart) {
    this.#desk = desk;
    this.#ask = ask;
  }

  /** One round. @returns whether something came of it, so that another round may find more */
  async round(): Promise<boolean> {
    const { store, ports, log } = this.#desk;
    const now = ports.world.now();
    const waiting = [...this.#pauses].flatMap(([key, { until }]) => (until > now ? [key] : []));
    const wanted = await store.rows<Wanted>(WANTED, [waiting]);
    let some = false;
    for (const file of wanted) {
      try {
        const outcome = await fetchFile(this.#desk, file, this.#ask);
        if (outcome === "waiting") this.#pause(file);
        else this.#pauses.delete(keyOf(file));
        some ||= outcome !== "waiting";
      } catch (error) {
        this.#pause(file);
        const code = isSetuError(error) ? error.code : "INTERNAL";
        log("file-failed", { id: file.id, slot: file.slot, code });
        // Nobody answers: the others would only wait for the same silence.
        if (code === "PEER_SILENT") return some;
      }
    }
    return some;
  }

  #pause(file: Wanted): void {
    const ms = Math.min(LONGEST_PAUSE, (this.#pauses.get(keyOf(file))?.ms ?? FIRST_PAUSE / 2) * 2);
    this.#pauses.set(keyOf(file), { ms, until: this.#desk.ports.world.now() + ms });
  }
}

/**
 * Those of these sealed files that are promised, from a carried file. What it does not bring whole stays, and is wanted on.
 * @returns how many are whole now
 */
export async function fetchCarried(desk: Desk, cs: readonly string[], ask: AskPart): Promise<number> {
  let whole = 0;
  for (const file of await desk.store.rows<Wanted>(WANTED_OF, [cs])) {
    try {
      if ((await fetchFile(desk, file, ask)) === "whole") whole++;
    } catch (error) {
      if (!isSetuError(error, "NOT_FOUND")) throw error;
    }
  }
  return whole;
}

const keyOf = ({ party, id, slot }: Wanted): string => `${party}/${id}/${slot}`;

async function fetchFile(desk: Desk, file: Wanted, ask: AskPart): Promise<Outcome> {
  const { have, ours } = await desk.store.tx(async (tx) => ({
    have: new Set((await tx.db.rows<{ part: number }>(HAVE, [file.c])).map((row) => row.part)),
    ours: (await tx.db.rows<{ ours: boolean }>(OURS, [file.c]))[0]?.ours === true,
  }));
  // Sealed under a key of ours, so it cannot be theirs; and nothing of theirs is put beside our parts.
  if (ours && file.party !== desk.ports.identity.party) return settle(desk, file, "refused");
  for (let part = 0; part < file.parts; part++) {
    if (have.has(part)) continue;
    const bytes = await ask(file.c, part);
    const size = part === file.parts - 1 ? file.size - part * SEALED_PART_BYTES : SEALED_PART_BYTES;
    if (bytes.length !== size) return settle(desk, file, "refused");
    const to = [file.c, part, bytes, file.party, file.id, file.slot];
    await desk.store.tx((tx) => tx.db.change(PUT, to));
  }
  return settle(desk, file, await judge(desk, file));
}

async function settle(desk: Desk, { party, id, slot, c }: Wanted, outcome: Outcome): Promise<Outcome> {
  if (outcome === "waiting") return outcome;
  const { ports } = desk;
  await desk.store.tx(async (tx) => {
    const head = outcome === "whole" ? homeLog(ports, tx) : undefined;
    if ((await tx.db.change(STATE, [party, id, slot, outcome])) === 0) return;
    if (outcome === "refused") await tx.db.change(DROP, [party, id, slot, c]);
    const act = (await tx.act(party, id))?.act;
    if (!act || !isItemAct(act)) return;
    const file = act.att[slot - SLOT.attachment];
    if (head && file) {
      const done = { what: "whole", item: act.item, file: file.a, by: ports.identity.party } as const;
      await noteHandling(ports, tx, { ...done, reason: null, because: null }, head);
    }
    tx.touch(act.item);
  });
  return outcome;
}

/** `waiting` while the key is not here: a later delivery may bring it. */
async function judge(desk: Desk, { party, id, slot, c, parts }: Wanted): Promise<Outcome> {
  return desk.store.tx(async (tx) => {
    const act = (await tx.act(party, id))?.act as ItemAct | undefined;
    const promised = act?.att[slot - SLOT.attachment];
    const material = await attachmentKey(tx, party, id, slot);
    if (!promised || !material) return "waiting";
    const sealed = createHash("sha256");
    const plain = createHash("sha256");
    try {
      for (let part = 0; part < parts; part++) {
        const bytes = await readPart(tx, c, part);
        sealed.update(bytes);
        plain.update(openPart(material.subarray(0, 32), bytes, part, part === parts - 1));
      }
    } catch (error) {
      if (isSetuError(error, "CANNOT_OPEN")) return "refused";
      throw error;
    }
    const digest = plain.digest();
    const a = createHmac("sha256", material.subarray(32)).update(digest).digest("base64url");
    if (sealed.digest("base64url") !== promised.c || a !== promised.a) return "refused";
    await noticeFile(desk, tx, act, digest);
    return "whole";
  });
}

async function attachmentKey(tx: PgTx, party: Party, id: RecordId, slot: number): Promise<Uint8Array | null> {
  return (await tx.keys(party, [id])).find((key) => key.slot === slot)?.material ?? null;
}

async function readPart(tx: PgTx, c: string, part: number): Promise<Uint8Array> {
  const [row] = await tx.db.rows<{ bytes: Uint8Array }>(PART, [c, part]);
  if (!row) throw new SetuError("NOT_FOUND", "that part is not here");
  return row.bytes;
}

/** Ciphertext for the peer. Whoever knows the hash has read it in a signed act. */
export async function partFor(
  desk: Pick<Desk, "store">,
  c: string,
  part: number,
): Promise<Uint8Array | null> {
  const [row] = await desk.store.rows<{ bytes: Uint8Array }>(PART, [c, part]);
  return row?.bytes ?? null;
}

/** How much of a file is here. The last part counts only when the whole was found to be what the act says. */
export async function progressOf(
  desk: Desk,
  tx: PgTx,
  act: ItemAct,
  file: AttachmentRef,
): Promise<{ readonly have: number; readonly all: number }> {
  const all = partsOf(file.n);
  const whole = await isWhole(desk, tx, act, file, SLOT.attachment + act.att.indexOf(file));
  return { have: whole ? all : Math.min(await partsHere(tx, file.c), all - 1), all };
}

/**
 * The content, part by part, opened on the way out. Theirs counts only when it was found to be what the act says; ours
 * was sealed here.
 * @throws NOT_FOUND while it is not whole | CANNOT_OPEN
 */
export async function* readFile(desk: Desk, act: ItemAct, file: AttachmentRef): AsyncGenerator<Uint8Array> {
  const slot = SLOT.attachment + act.att.indexOf(file);
  const all = partsOf(file.n);
  const material = await desk.store.tx(async (tx) => {
    if (!(await isWhole(desk, tx, act, file, slot)))
      throw new SetuError("NOT_FOUND", "the file is not whole here");
    return attachmentKey(tx, act.from, act.id, slot);
  });
  if (!material) throw new SetuError("CANNOT_OPEN", "the key of the attachment is not here");
  for (let part = 0; part < all; part++) {
    const sealed = await desk.store.tx((tx) => readPart(tx, file.c, part));
    yield openPart(material.subarray(0, 32), sealed, part, part === all - 1);
  }
}

async function isWhole(
  { ports: { identity } }: Desk,
  tx: PgTx,
  act: ItemAct,
  { c, n }: AttachmentRef,
  slot: number,
): Promise<boolean> {
  const [row] = await tx.db.rows<{ state: string }>(STATE_OF, [act.from, act.id, slot]);
  if (row || act.from !== identity.party) return row?.state === "whole";
  return (await partsHere(tx, c)) >= partsOf(n);
}
