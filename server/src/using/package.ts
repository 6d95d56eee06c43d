import {
  badField,
  code,
  DIRECTIONS,
  hash,
  opaque,
  itemOf,
  recordId,
  SetuError,
  type Hash,
  type Instant,
  type ItemId,
  type Judged,
  type Json,
  type RecordId,
} from "@setu/core";
import { isCode } from "@setu/core/codes/index.ts";
import { formatPackage, MAX_PIECES, shownOf, type MlaPackage, type Piece } from "@setu/link/mla.ts";
import { parseMlaForm } from "@setu/link/mla-form.ts";
import { claimed } from "@setu/link/proof.ts";
import { laterWordsOf, recordKey, type SaidAct } from "@setu/requests";
import { sha256 } from "tlog";
import { assertMay, notThere } from "../access/deciding.ts";
import { joinedMark } from "../access/item-facts.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertUnrestricted } from "../individuals/keeping.ts";
import { strict } from "../requests/command.ts";
import { readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { readManifest } from "../requests/file-routes.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { homePartOf } from "../requests/home-part.ts";
import { proofOf } from "../requests/proof.ts";
import { reading } from "../requests/reading.ts";
import { matterOf } from "../suspension/door.ts";
import { hitOf } from "../suspension/said.ts";
import { assertStands } from "./leave.ts";
import { leaveFor, proofsOf } from "./package-leave.ts";
import { asksGates, gatesOpen, isCleared, recordedFor } from "./uses.ts";

/** What of a matter goes into a package for mutual legal assistance, and before what it is to be evidence. */
export type Packing = Pick<MlaPackage, "form" | "lang" | "before"> & {
  readonly records: readonly RecordId[];
  /** Of these records: each goes with what it is and who had it, and not with its content. */
  readonly files: readonly Hash[];
};

const NAMES = ["court", "files", "form", "lang", "proceeding", "records"];

/** @throws BAD_FIELD, UNKNOWN_CODE, TOO_LARGE */
export function parsePacking(value: Json, now: number): Packing {
  const { form, lang, proceeding, court, records, files } = strict(value, "package", NAMES);
  const spoken = (["en", "fr", "hi"] as const).find((each) => each === lang);
  if (!spoken) throw badField("lang", "language");
  const before = { proceeding: code(proceeding, "proceeding"), court: code(court, "court") };
  if (!isCode("permission-proceeding", before.proceeding, now)) throw unknown("proceeding");
  if (!isCode("permission-court", before.court, now)) throw unknown("court");
  const found = listOf(records, "records").map((each) => recordId(each, "records"));
  if (found.length === 0) throw badField("records", "list of what it rests on");
  return {
    form: parseMlaForm(form),
    lang: spoken,
    before,
    records: found,
    files: listOf(files, "files").map((each) => hash(each, "files")),
  };
}

function listOf(value: Json | undefined, field: string): readonly Json[] {
  if (!Array.isArray(value) || value.length > MAX_PIECES || new Set(value).size < value.length)
    throw badField(field, `list of at most ${MAX_PIECES}, each once`);
  return value as readonly Json[];
}

const unknown = (field: string): SetuError =>
  new SetuError("UNKNOWN_CODE", `${field} is not a code of its list`, { detail: { field } });

/**
 * The package (spec/mla.md), after the home log says who took which records of which matter, over which use and leave, and the
 * hash of the bytes. Everything is judged under the head of the home log, in the transaction that writes the entry.
 * @throws as `reading` and assertMay; GATES_OPEN without a use `assistance` of today by this person; LEAVE_NEEDED;
 *   EXCHANGE_SUSPENDED, RESTRICTED, BAD_FIELD; ILLEGAL with the record and why it cannot go in; BUSY without a receipt
 */
export async function packageOf(
  desk: Desk,
  officer: Officer,
  item: ItemId,
  packing: Packing,
): Promise<Uint8Array> {
  // Whoever takes it out reads it first, with a reason of its own where one is asked.
  await reading(desk, { by: officer, item, action: "prove" }, () => Promise.resolve());
  const manifests = new Map<Hash, Json>();
  for (const a of packing.files) {
    const { manifest } = await readManifest(desk, { by: officer, item }, a);
    manifests.set(a, manifest);
  }
  return desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    const at = Math.max(desk.ports.world.now(), (await head).lastT) as Instant;
    const sight = await assertMay(desk, tx, officer.id, { action: "send", item });
    const known = await readKnown(desk, tx, item);
    if (!known) throw notThere();
    await assertUnrestricted(tx, item);
    await assertOpen(desk, tx, known, at);
    const use = await useOf(desk, tx, officer.id, item);
    const home = await homePartOf(tx, item);
    const seen = known.state.judged.filter(({ act }) => sight.withheld(act, home) === null);
    const acts = packing.records.map((id) => takenFrom(known, seen, id));
    assertWhole(desk, known, acts);
    for (const a of packing.files)
      if (!acts.some(({ act }) => act.att.some((each) => each.a === a)))
        throw badField("files", "list of files of these records");
    const { agency } = await officerFacts(tx.db, officer.id, at);
    const ways = [
      { use: "evidence", ...packing.before },
      { use: "onward", agency },
    ] as const;
    const rests = await leaveFor(desk, tx, { known, acts, files: packing.files, ways, at });
    const pieces: Piece[] = [];
    for (const { act } of acts) {
      const proof = await proofOf(desk, tx, known, act.id);
      const said = claimed(Buffer.from(proof));
      if (act.body !== null && said.body === null) throw cannot(act.id, "destroyed");
      const named = act.att.flatMap(({ a }) => manifests.get(a) ?? []);
      pieces.push({ shows: shownOf(said), manifests: named, proof });
    }
    const bytes = formatPackage({
      v: "setu-mla/1",
      item,
      lang: packing.lang,
      form: packing.form,
      before: packing.before,
      pieces,
      leave: await proofsOf(desk, tx, rests, { sight, home }),
      made: {
        at,
        by: opaque(officer.id, "by"),
        party: desk.ports.identity.party,
        agency: opaque(agency, "agency"),
      },
    });
    const digest = Buffer.from(sha256(bytes)).toString("base64url");
    const what = { records: packing.records, files: packing.files, leave: rests };
    await writeHome(
      desk.ports,
      tx,
      "mla",
      { by: officer.id, item, use, digest, ...what, ...sight.grounds },
      head,
    );
    return bytes;
  });
}

/** Their refusal to be asked and ours to ask stand here too; what is of life and death goes on. @throws EXCHANGE_SUSPENDED */
async function assertOpen(desk: Desk, tx: PgTx, known: Known, at: number): Promise<void> {
  const opening = known.state.judged.find(({ party, act }) => itemOf(party, act.id) === known.item);
  if (known.lane === "flash" || !opening) return;
  const affected = matterOf(opening.act, { args: {}, mark: joinedMark(known) });
  const { party: us, peer } = desk.ports.identity;
  for (const party of [us, peer.party]) {
    const hit = await hitOf(tx.db, party, DIRECTIONS, affected, at);
    if (hit)
      throw new SetuError("EXCHANGE_SUSPENDED", "the exchange is suspended in what this belongs to", {
        detail: { by: hit.party, suspension: hit.id, from: hit.from },
      });
  }
}

/** The use of today by which this person says that assistance is asked, over its gates where they are asked. @throws GATES_OPEN */
async function useOf(desk: Desk, tx: PgTx, by: string, item: ItemId): Promise<string> {
  const gated = await asksGates(desk, tx, item);
  for (const use of await recordedFor(desk, tx, { by, kind: "assistance", items: [item] }))
    if (!gated || (await isCleared(desk, tx, use))) return use.id;
  throw gatesOpen("assistance", null);
}

/** @throws BAD_FIELD for what she may not know of, as for what is not there; ILLEGAL */
function takenFrom(known: Known, seen: readonly Judged[], id: RecordId): Judged {
  const found = seen.find(({ act }) => act.id === id);
  if (!found) throw badField("records", "list of records of this matter");
  assertStands(known, { party: found.party, id });
  return found;
}

/**
 * Whoever reads the package alone reads what stands: a record goes in with the newest word by which its side has said it
 * anew, and with every word by which it is handled more strictly. What those say may be for other eyes; that they were said
 * stands on every screen.
 * @throws ILLEGAL with the record, `corrected` or `narrowed`, and in `by` what has to go with it
 */
function assertWhole({ us }: Desk, { state }: Known, taken: readonly Judged[]): void {
  const sideOf = (party: string) => (party === us.party ? "us" : "them");
  const said = state.judged.map(({ act: { id, do: what, args }, party, t, void: reason }): SaidAct => {
    return { id, do: what, args, side: sideOf(party), at: t, void: reason };
  });
  const later = laterWordsOf(said);
  const keyOf = ({ party, act }: Judged) => recordKey(sideOf(party), act.id);
  const here = new Set(taken.map(keyOf));
  for (const each of taken) {
    const { corrected = null, narrowed = [] } = later.get(keyOf(each)) ?? {};
    const lacks = (by: string) => !here.has(recordKey(sideOf(each.party), by));
    const stricter = narrowed.find(lacks);
    if (corrected !== null && lacks(corrected)) throw cannot(each.act.id, "corrected", corrected);
    if (stricter !== undefined) throw cannot(each.act.id, "narrowed", stricter);
  }
}

const cannot = (record: RecordId, reason: string, by?: string): SetuError =>
  new SetuError("ILLEGAL", "this record goes into no package as it is", {
    detail: { record, reason, ...(by !== undefined && { by }) },
  });
