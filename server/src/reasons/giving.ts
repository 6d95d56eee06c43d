import { SetuError, type Code, type Instant, type ItemId, type RecordId } from "@setu/core";
import { ROSTER } from "@setu/requests/duty.ts";
import { REASON_ACT, REASON_MS, type GivenReason, type ReasonHeld } from "@setu/requests/reasons.ts";
import { assertDesk, assertMay, type Grounds } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { personsOf } from "../release/persons.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome, homeLog } from "../requests/home.ts";
import { circumstancesOf, LIFT_ACT, putCounted, putReasons, type Given } from "./store.ts";

/** Lists are no item: a reason to take them out is given of the desk as such. */
export const LISTS_OUT = ROSTER;

const newId = ({ ports: { world } }: Desk) => Buffer.from(world.random(16)).toString("hex") as RecordId;

/**
 * An officer says why she consults an item, or takes it or lists out; it holds from here on.
 * @throws NOT_FOUND where she may not know of the item; FORBIDDEN
 */
export async function giveReason(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  { item, verb, code, why }: GivenReason & { readonly item: ItemId },
): Promise<ReasonHeld> {
  const until = desk.ports.world.now() + REASON_MS;
  await desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    const grounds = await mayGive(desk, tx, by, item);
    const args = { verb: verb as Code, code: code as Code, until: until as Instant };
    const id = newId(desk);
    const record = homeRecord(
      desk.ports.identity,
      { id, item, by, do: REASON_ACT, args, text: why },
      grounds,
    );
    await appendHome(desk.ports, tx, record, head);
    await putReasons(tx.db, [{ id, by, item, verb, code, until }]);
  });
  return { until };
}

/** Of what one may find a reason can be given: whether it is enough is asked where the content is shown. */
const mayGive = async (desk: Desk, tx: PgTx, by: string, item: ItemId): Promise<Grounds> =>
  item === LISTS_OUT
    ? assertDesk(desk, tx, by, "own")
    : (await assertMay(desk, tx, by, { action: "list", item })).grounds;

/**
 * The reason for which lists leave this node. A reviewer's is her office.
 * @throws REASON_NEEDED
 */
export async function reasonToTakeOut(
  desk: Desk,
  tx: PgTx,
  by: string,
): Promise<{ readonly because: string; readonly given?: string }> {
  const now = desk.ports.world.now();
  const { powers } = await officerFacts(tx.db, by, now);
  if (powers.includes("oversee")) return { because: "oversight" };
  const asked = { by, item: LISTS_OUT, verb: "disclosure", now } as const;
  const { given }: { readonly given: Given | null } = await circumstancesOf(tx.db, asked);
  if (given === null)
    throw new SetuError("REASON_NEEDED", "a list leaves only for a reason", {
      detail: { verb: "disclosure" },
    });
  return { because: given.code, given: given.id };
}

/** Nobody lifts her own, by no account of hers. @throws FORBIDDEN | BAD_FIELD for whom this node does not know */
export async function liftBrake(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  { officer, why }: { readonly officer: string; readonly why: string },
): Promise<void> {
  await desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    const grounds = await assertDesk(desk, tx, by, "lead");
    const person = await personsOf(tx, [by, officer]);
    if (person(officer) === person(by))
      throw new SetuError("FORBIDDEN", "nobody lifts his own brake", {
        detail: { action: "lead", rule: "lead" },
      });
    const facts = await officerFacts(tx.db, officer, desk.ports.world.now());
    if (facts.id === "")
      throw new SetuError("BAD_FIELD", "no officer of this node has that name", {
        detail: { field: "officer" },
      });
    const act = { id: newId(desk), item: ROSTER, by, do: LIFT_ACT, text: why };
    const record = homeRecord(desk.ports.identity, { ...act, args: { officer: facts.id as never } }, grounds);
    const { pos, t } = await appendHome(desk.ports, tx, record, head);
    await putCounted(tx.db, [{ pos, by: officer, at: t, what: "lift", item: "", lines: 0 }]);
  });
}
