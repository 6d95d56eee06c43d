import {
  badField,
  hash,
  recordId,
  SetuError,
  type Args,
  type Hash,
  type ItemAct,
  type ItemId,
  type Json,
  type Party,
  type RecordId,
} from "@setu/core";
import { asksLeave, restsOn, towardsOf, type Permission, type Towards } from "@setu/permissions";
import type { Use } from "@setu/requests/using.ts";
import { disposalAt } from "../db/disposals.ts";
import type { PgTx } from "../db/pg-store.ts";
import { permissionsHeld } from "../permissions/following.ts";
import { strict } from "../requests/command.ts";
import { readKnown, rowKey, type Desk, type Known } from "../requests/desk.ts";

/** What of a matter is used, and before what or for whom, as the use says it in the home log. */
export type Leave = {
  readonly records: readonly string[];
  readonly files: readonly Hash[];
  readonly towards: Towards;
};
type Held = Permission & { readonly item: ItemId };

/** The kinds of use for which a marking may ask its originator's leave. Of a use that names nothing, any doubt is a no. */
const ASKED_FOR: { readonly [kind in Use]?: Towards } = {
  evidence: { use: "evidence", proceeding: "", court: "" },
  onward: { use: "onward", third: "" },
};
const MOST = 64;

/** @throws BAD_FIELD: what names no one use, or records of nobody, is not taken for less than was meant */
export function parseLeave(desk: Desk, kind: Use, value: Json | undefined): Leave | null {
  if (value === undefined) return null;
  const fields = strict(value, "leave", ["files", "records"], ["agency", "court", "proceeding", "third"]);
  const { files, records, ...towards } = fields;
  const of = ASKED_FOR[kind];
  const found = of && towardsOf(desk.ports.identity.party, { ...towards, use: of.use } as unknown as Args);
  if (!found) throw badField("leave", "use, with what it names and nothing else");
  const leave = {
    records: listOf(records, "records").map((each) => recordId(each, "records")),
    files: listOf(files, "files").map((each) => hash(each, "files")),
    towards: found,
  };
  if (leave.records.length + leave.files.length === 0) throw badField("records", "list of what is used");
  return leave;
}

function listOf(value: Json | undefined, field: string): readonly Json[] {
  if (!Array.isArray(value) || value.length > MOST) throw badField(field, `list of at most ${MOST}`);
  return value;
}

/** `at`: when, by the home log, whose clock is never set back: leave that has ended does not begin again by one that is. */
type Using = {
  readonly item: ItemId;
  readonly kind: Use;
  readonly leave: Leave | null;
  readonly at: number;
};

/**
 * Whether what came may be used like this now: by its marking, or by leave in force of whoever gave it. A use that names no
 * records is of the whole matter.
 * @returns the permissions that it rests on, each once; none where no marking asks for leave
 * @throws LEAVE_NEEDED with the matter and the kind of use; BAD_FIELD for a record that is none of the matter, or destroyed
 */
export async function assertLeave(
  desk: Desk,
  tx: PgTx,
  { item, kind, leave, at }: Using,
): Promise<readonly Held[]> {
  const of = ASKED_FOR[kind];
  const known = of && (await readKnown(desk, tx, item));
  if (!of || !known) return [];
  const { party, peer } = desk.ports.identity;
  const acts = known.state.judged.map(({ act }) => act);
  const theirs = acts.filter(({ from }) => from === peer.party);
  const needed = () =>
    new SetuError("LEAVE_NEEDED", "its originator has to be asked first", {
      detail: { matter: item, use: kind },
    });
  if (leave === null) {
    if (theirs.some(({ mark }) => asksLeave(mark, of))) throw needed();
    return [];
  }
  const held = await permissionsHeld(desk, tx, item);
  const rests = new Map<ItemId, Held>();
  const ask = (of: { record: (typeof acts)[number]["id"] } | { file: Hash }, act: (typeof acts)[number]) => {
    if (act.from === party) return;
    const wanted = {
      matter: item,
      originator: act.from,
      towards: leave.towards,
      mark: act.mark,
      now: at,
      ...of,
    };
    const found = restsOn(held, wanted);
    if (found === null) throw needed();
    const permission = found === "free" ? undefined : held.find((each) => each === found);
    if (permission) rests.set(permission.item, permission);
  };
  for (const record of leave.records) {
    const act = acts.find(({ id }) => id === record);
    if (!act) throw badField("records", "list of records of this matter");
    await assertHere(tx, known, act);
    ask({ record: act.id }, act);
  }
  for (const file of leave.files) {
    const bearing = acts.filter(({ att }) => att.some(({ a }) => a === file));
    if (bearing.length === 0) throw badField("files", "list of files of this matter");
    for (const act of bearing) {
      await assertHere(tx, known, act);
      ask({ file }, act);
    }
  }
  return [...rests.values()];
}

/** Leave for what was destroyed here is leave for nothing: no copy of it can be used. @throws BAD_FIELD */
export async function assertHere(tx: PgTx, known: Known, { from, id }: Pick<ItemAct, "from" | "id">) {
  const row = known.rows.get(rowKey(from, id));
  if (row && row.pos !== null && (await disposalAt(tx.db, row.origin, row.pos))?.id === id)
    throw badField("records", "list of what is still here");
}

/**
 * What counts for nothing, or what its own side wants back, leaves here with no leave. The recall counts whoever may read it:
 * its word alone may be for other eyes, and that it was said stands on every screen.
 * @throws ILLEGAL with the record and why
 */
export function assertStands(
  { state }: Known,
  { party, id }: { readonly party: Party; readonly id: RecordId },
): void {
  const cannot = (reason: string): SetuError =>
    new SetuError("ILLEGAL", "this record is taken out no more", { detail: { record: id, reason } });
  for (const each of state.judged.filter((one) => one.party === party)) {
    if (each.act.id === id && each.void !== null) throw cannot("void");
    if (each.void === null && each.act.do === "recall" && each.act.args["ref"] === id)
      throw cannot("recalled");
  }
}

/** As the act `use-leave` of the home log holds it. */
export const leaveArgs = ({ records, files, towards }: Leave, rests: readonly Held[]): Args => {
  const { use: _, ...named } = towards;
  return { records, files, ...named, leave: rests.map(({ item }) => item) } as unknown as Args;
};

/** The same read again. */
export function leaveIn(desk: Desk, kind: Use, args: Args | null): Leave | null {
  const of = ASKED_FOR[kind];
  const towards =
    args && of && towardsOf(desk.ports.identity.party, { ...pick(args), use: of.use } as unknown as Args);
  if (!args || !towards) return null;
  const words = <T>(name: string): readonly T[] => [args[name] ?? []].flat() as unknown as T[];
  return { records: words<string>("records"), files: words<Hash>("files"), towards };
}

const pick = ({ agency, court, proceeding, third }: Args) => ({
  ...(agency !== undefined && { agency }),
  ...(court !== undefined && { court }),
  ...(proceeding !== undefined && { proceeding }),
  ...(third !== undefined && { third }),
});
