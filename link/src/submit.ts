import {
  actBytes,
  judgeNext,
  MAX_BODY_BYTES,
  parseAct,
  SetuError,
  type Instant,
  type ItemAct,
  type Void,
} from "@setu/core";
import { factsOf, NEXT_POSITION } from "./items.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import { ALL_WAITING, registerFor } from "./persons.ts";
import type { Ports } from "./ports.ts";
import { sealAct, sealBody, SLOT } from "./seal.ts";
import type { Sealed, Tx } from "./store.ts";
import { MAX_SEALED_ACT } from "./wire.ts";

/** An act of one of our officers, ready to leave: all but the commitment to the body, which sealing makes. */
export type Draft = {
  readonly act: Omit<ItemAct, "body">;
  readonly body: Uint8Array | null;
  /** Data key and salt of the body, when a person has signed the act: its commitment stands in what was signed. */
  readonly bodyMaterial?: Uint8Array;
  /** Canonical JSON of the approvals; `[]` says that no person signed. */
  readonly approvals: string;
  /** Data key and salt of each attachment, in the order of `act.att`. */
  readonly attachments: readonly Uint8Array[];
};

/**
 * The door for our own officers: one transaction, after which nothing can lose the act. It has no position yet; the
 * sequencer gives it one once it has heard what the peer holds (rule 8). Submitting the same id again does nothing.
 * @throws UNSUPPORTED_VERSION when the act opens an item and the peer's last pulse does not name its workflow,
 *   STALE when somebody acted on the item since the screen was drawn, ILLEGAL when the workflow does not allow
 *   the act, DUPLICATE when the id names another act, OWN_LOG_CLOSED while part of our own log cannot be read, SUSPENDED for an officer of whom the log says so, BAD_APPROVAL when
 *   a signature would not hold over there
 */
export const submit = (ports: Ports, lane: string, draft: Draft): Promise<void> =>
  ports.store.tx((tx) => submitIn(ports, tx, lane, draft));

/** The same inside a transaction that does something else with it. */
export async function submitIn(ports: Ports, tx: Tx, lane: string, draft: Draft): Promise<void> {
  const { identity, world, workflows } = ports;
  const { from, id, item } = draft.act;
  const body = draft.body ? sealBody(ports, from, id, draft.body, draft.bodyMaterial) : null;
  const act: ItemAct = { ...draft.act, body: body?.b ?? null };
  const { sealed, keys } = sealAct(ports, act, draft.approvals, body);
  checkCaps(act, draft.body, sealed);
  const attachmentKeys = draft.attachments.map((material, i) => ({
    from,
    id,
    slot: SLOT.attachment + i,
    material,
  }));
  const origin = ownOrigin(identity, lane);
  // The share is held to the end: `applied` cannot move while an act that names it is being committed (rule 8).
  const [{ applied: seen, pulse }, { closedFrom }, , known, rows, register] = await Promise.all([
    tx.peer(peerOrigin(identity, lane), "share"),
    tx.own(origin, false),
    tx.lockItem(item),
    tx.act(from, id),
    tx.actsOf(item),
    // Under the same share: what is said of an officer takes the lane alone, so it is before this act or after it.
    registerFor(tx, origin, [{ act, approvals: draft.approvals }], ALL_WAITING),
  ]);
  if (known) {
    if (known.act.do === act.do && known.act.item === item) return;
    throw new SetuError("DUPLICATE", "the id names another act");
  }
  if (closedFrom !== null) throw unread(lane);
  const t = world.now() as Instant;
  const persons = register.judge(act, draft.approvals, t, ports.verify);
  if (persons?.void)
    throw refusal(persons.void, persons.signed.find(({ reason }) => reason !== null)?.reason);
  const next = { party: from, pos: NEXT_POSITION, t, seen, floor: 0, act };
  const { entries, pulseTime } = await factsOf(identity, tx, rows, next);
  if (rows.some((row) => row.origin !== origin && row.origin !== peerOrigin(identity, lane))) {
    throw new SetuError("ILLEGAL", "the item lives in another lane");
  }
  const reason = judgeNext(workflows, item, entries, next, pulseTime);
  if (reason) throw refusal(reason);
  // What the peer does not speak it would hold and not show. Whether it speaks it is its own signed word.
  if (rows.length === 0 && !pulse.versions.includes(act.wf)) {
    throw new SetuError("UNSUPPORTED_VERSION", "the peer has not said that it speaks this workflow");
  }
  const [[pending]] = await Promise.all([
    tx.insertPending([{ origin, id, item, seen, t, sealed }]),
    tx.putKeys([...keys, ...attachmentKeys]),
  ]);
  const place = pending?.place ?? null;
  const { approvals } = draft;
  await tx.putActs([
    { origin, pos: null, place, t, seen, floor: 0, act, approvals, ...(persons && { persons }) },
  ]);
}

/**
 * What the peer would refuse to hold must not be committed here: it would stop the lane for ever.
 * @throws TOO_LARGE and the codes of parseAct
 */
function checkCaps(act: ItemAct, body: Uint8Array | null, sealed: Sealed): void {
  parseAct(actBytes(act));
  const over = (body?.length ?? 0) > MAX_BODY_BYTES || sealed.act.length > MAX_SEALED_ACT;
  if (over) throw new SetuError("TOO_LARGE", "the act or its text is larger than a record may be");
}

/** What this node had said of its officers there it cannot read: nobody acts before that is mended or given up. */
export const unread = (lane: string): SetuError =>
  new SetuError("OWN_LOG_CLOSED", "part of what this node has said cannot be read since a restore", {
    detail: { lane },
  });

const STALE: ReadonlySet<Void> = new Set([
  "stale-mine",
  "stale-yours",
  "wrong-stage",
  "other-half",
  "opened-twice",
]);

/** "Someone acted; look again" is not the same as "this is never possible". */
export function refusal(reason: Void, approval: string | null = null): SetuError {
  if (reason === "suspended-officer")
    return new SetuError("SUSPENDED", "the officer is suspended or was recalled");
  if (reason === "bad-approval")
    return new SetuError("BAD_APPROVAL", "the signature of a person does not hold", {
      detail: { reason: approval ?? "malformed" },
    });
  return STALE.has(reason)
    ? new SetuError("STALE", "somebody acted on this item; look again", { detail: { reason } })
    : new SetuError("ILLEGAL", "the workflow does not allow this act here", { detail: { reason } });
}
