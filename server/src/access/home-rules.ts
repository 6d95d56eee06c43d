import { isNarrowed, opaque, SetuError, type Args, type ItemId } from "@setu/core";
import type { ItemAction, ItemFacts } from "@setu/policy";
import { isOwnItem, type HomeAct } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Officer } from "../requests/desk.ts";
import { assertUnrestricted } from "../individuals/keeping.ts";
import { assertMayGive } from "../release/originators.ts";
import { assertDesk, assertMay, type Grounds, type Sight } from "./deciding.ts";
import { officerFacts } from "./officers.ts";
import { isUnread, readersOf } from "./readers.ts";

/** Acts of our own half as the policy knows them. What is done to oneself needs less than what is done to others. */
type Given = { readonly by: string; readonly args: Args; readonly before: readonly HomeAct[] };
const self =
  (own: ItemAction, others: ItemAction) =>
  ({ by, args }: Given): ItemAction =>
    args["officer"] === by ? own : others;

const ACTIONS: { readonly [act: string]: ItemAction | ((given: Given) => ItemAction) } = {
  assign: self("take", "assign"),
  unassign: ({ by, args }) => (args["from"] === undefined || args["from"] === by ? "take" : "assign"),
  // Whoever watches is named, and being named opens what is for named eyes.
  watch: self("watch", "assign"),
  unwatch: self("watch", "assign"),
  note: "note",
  task: "note",
  "task-done": "note",
  "follow-up": "follow-up",
  done: "put-away",
  resume: "put-away",
  refer: "refer",
  relate: "relate",
  translate: "translate",
  // It answers for what leaves, or does not.
  consider: "send",
  seal: "seal",
  unseal: "unseal",
  compartment: "compartment",
  "pass-on": "pass-on",
  // Whoever may recall what was sent may ask that what is here is destroyed; another agrees who decides over releases. He
  // may have written it: that two persons want it gone is what is asked, and not who wrote it.
  destroy: "recall",
  "destroy-agree": "return",
  "destroy-drop": "recall",
};

type Asked = Pick<HomeAct, "do" | "args"> & { readonly item: ItemId; readonly before: readonly HomeAct[] };

/** @throws as assertMay; BAD_FIELD for an act that is none; ILLEGAL for passing on what somebody here may read */
export async function assertHome(desk: Desk, tx: PgTx, by: string, asked: Asked): Promise<Grounds> {
  const { item, before } = asked;
  if (asked.do === "intake") return assertDesk(desk, tx, by, "intake");
  // An act of undoing is judged as the act that it undoes.
  const undone = asked.do === "undo" ? before.find(({ id }) => id === asked.args["of"]) : undefined;
  if (undone?.do === "intake") return assertDesk(desk, tx, by, "intake");
  const { do: what, args } = undone ?? asked;
  const known = Object.hasOwn(ACTIONS, what) ? ACTIONS[what] : undefined;
  const action = typeof known === "function" ? known({ by, args, before }) : (known ?? "note");
  const sight = await assertMay(desk, tx, by, { action, item });
  if (asked.do === "compartment") assertWithin(sight, args);
  if (asked.do === "pass-on") {
    await assertUnrestricted(tx, item);
    await assertUnread(desk, tx, sight.item);
    await assertMayGive(desk, tx, item, args["agency"]);
    await assertNotNarrowed(desk, tx, item, args["agency"]);
  }
  if (asked.do === "assign" || asked.do === "task")
    await assertWorker(desk, tx, sight.item, String(args["officer"]));
  return sight.grounds;
}

/** Nobody puts an item where she herself does not see it any more. */
function assertWithin({ officer }: Sight, { names = [] }: Args): void {
  if ([names].flat().every((name) => officer.compartments.includes(String(name)))) return;
  throw new SetuError("FORBIDDEN", "the rules of this node do not let you do this", {
    detail: { action: "compartment", rule: "compartments" },
  });
}

async function assertUnread(desk: Desk, tx: PgTx, item: ItemFacts): Promise<void> {
  if (isUnread(item, await readersOf(tx.db, desk.ports.world.now()))) return;
  throw new SetuError("ILLEGAL", "somebody of this node may read it already");
}

/** Who narrowed it has said who holds it; to whoever else it would be given, he would see nothing. */
async function assertNotNarrowed(desk: Desk, tx: PgTx, item: ItemId, agency: unknown): Promise<void> {
  if (agency === undefined || isOwnItem(item)) return;
  const known = await readKnown(desk, tx, item);
  if (known && isNarrowed(known.state))
    throw new SetuError("ORIGINATOR_CONTROLLED", "its originator has narrowed who may hold it");
}

/** Work is given to nobody who could not see it or not do it: with a reviewer it would be neither hers nor nobody's. */
async function assertWorker(desk: Desk, tx: PgTx, item: ItemFacts, officer: string): Promise<void> {
  const now = desk.ports.world.now();
  const facts = await officerFacts(tx.db, officer, now);
  // Whom the node does not know is refused by what names him.
  if (facts.id === "") return;
  const named = { ...item, named: [...item.named, officer].toSorted() };
  const { allow, determining } = desk.policy.decide(facts, "take", named, { now });
  if (allow) return;
  throw new SetuError("FORBIDDEN", "the officer may not work on this item", {
    detail: { action: "assign", rule: determining[0] ?? "", officer },
  });
}

/** Who registers what came another way says by this which agency has it. @throws BAD_FIELD for one that no audience could name */
export const agencyOf = ({ agency }: Officer): Args => ({ agency: opaque(agency, "agency") });
