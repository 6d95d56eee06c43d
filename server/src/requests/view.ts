import { movesOf, type Judged } from "@setu/core";
import { ownOrigin, peerOrigin } from "@setu/link";
import {
  evaluatingMoves,
  evaluationsOf,
  isToAnswer,
  isToCorrect,
  laterOf,
  recallsOf,
  recordKey,
  type AttachmentView,
  type Delivery,
  type HeldAct,
  type Later,
  type Recalled,
  type RequestView,
  type TimelineAct,
} from "@setu/requests";
import type { Sight } from "../access/deciding.ts";
import { restrictedAmong } from "../individuals/keeping.ts";
import type { PgTx } from "../db/pg-store.ts";
import { derivedFrom } from "../disposal/derived-from.ts";
import { cameAgain } from "../disposal/coming-again.ts";
import { readBody } from "./bodies.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";
import { heldOf } from "./held.ts";
import { leaveByAct } from "../permissions/bound.ts";
import { homePartOf } from "./home-part.ts";
import { progressOf } from "./fetching.ts";
import { oursFor, relationsOf } from "./relations.ts";
import { restsOfRequest } from "../release/instruments.ts";
import { preloadedFor } from "./preload.ts";
import { saidOf } from "./scanning.ts";
import { summaryOf } from "./rows.ts";
import { suspendedIn } from "../suspension/falling.ts";
import { signaturesOf, stolenKeys, type Stolen } from "./signatures.ts";

/** The whole request, as one officer reads it. */
export async function viewOf(desk: Desk, reads: PgTx, known: Known, sight: Sight): Promise<RequestView> {
  const { state } = known;
  const { identity } = desk.ports;
  const us = identity.party;
  const [returned, home, tx] = await Promise.all([
    heldOf(desk, reads, known.item),
    homePartOf(reads, known.item),
    preloadedFor(reads, identity, [...known.rows.values()], true),
  ]);
  const { row, ask, clock, untold } = await summaryOf(desk, tx, known, home);
  const [mine, yours] = us === state.opener.party ? [state.opener, state.other] : [state.other, state.opener];
  const acts: Said[] = [];
  const stolen = await stolenKeys(identity, reads, known.rows.values());
  for (const judged of state.judged) {
    const rule = sight.withheld(judged.act, home);
    acts.push(await timelineAct(desk, tx, { known, judged, rule, stolen }));
  }
  const evaluations = evaluationsOf(acts);
  const { says } = state.workflow;
  const answerable = Object.hasOwn(says, "disposed");
  const again = await cameAgain(reads, known.item);
  const now = desk.ports.world.now();
  const recalls = recallsOf(acts, { now, days: desk.recallDays, answerable, again });
  const derived = new Map<string, Recalled>();
  const laters = new Map<string, Later>(laterOf(acts));
  for (const { side, id, rule } of acts) {
    const key = recordKey(side, id);
    const [recalled, later] = [recalls.get(key), laters.get(key)];
    const row =
      side === "them" && rule === null ? known.rows.get(rowKey(identity.peer.party, id)) : undefined;
    if (row === undefined || (recalled === undefined && later === undefined)) continue;
    const lines = await derivedFrom(desk, reads, row, home);
    // Said once, where both hold.
    if (recalled) derived.set(key, { ...recalled, derived: lines });
    else if (later) laters.set(key, { ...later, derived: lines });
  }
  const leaveOf = await leaveByAct(desk, reads, known.item, { sight, home });
  const timeline = acts.map((act): TimelineAct => {
    const key = recordKey(act.side, act.id);
    const later = laters.get(key);
    // A permission names ids, and an act of ours may have the same.
    const files = act.attachments.map(({ a }) => a);
    const leave = act.side === "them" ? leaveOf({ id: act.id, files }) : [];
    return {
      ...act,
      evaluation: evaluations.get(key) ?? null,
      recalled: derived.get(key) ?? recalls.get(key) ?? null,
      ...(later && { later }),
      ...(leave.length > 0 && { leave }),
    };
  });
  const rests = restsOfRequest(desk, known);
  const suspended = await suspendedIn(desk, reads, known, row);
  const restricted = (await restrictedAmong(reads, [known.item])).get(known.item);
  const related = await relationsOf(tx, { item: known.item, home, reads: sight.reads });
  const withheld = new Set(acts.flatMap(({ id, bodyState }) => (bodyState === "withheld" ? [id] : [])));
  const held = returned.map(({ mark, ...act }): HeldAct => ({
    ...act,
    body: sight.withheld({ mark }, home) === null ? act.body : null,
  }));
  return {
    ...row,
    untold,
    ...(rests && { rests }),
    ...(suspended.length > 0 && { suspended }),
    ...(restricted !== undefined && { restricted }),
    ours: oursFor(home, related, withheld),
    related,
    clock,
    args: { ...ask.act.args, urgency: row.urgency as never },
    mark: ask.act.mark,
    after: [mine.head, yours.head],
    stopped: sight.stopped(),
    ...((sight.because?.given ?? null) !== null && { forReason: true as const }),
    moves: [
      ...movesOf(state, us),
      "message",
      ...(timeline.some((act) => act.side === "us") ? ["recall"] : []),
      ...(Object.hasOwn(says, "correct") && timeline.some(isToCorrect) ? ["correct"] : []),
      ...(Object.hasOwn(says, "narrow") && timeline.some((act) => act.side === "us") ? ["narrow"] : []),
      ...evaluatingMoves(Object.hasOwn(says, "evaluate"), acts, evaluations),
      ...(timeline.some(isToAnswer) ? ["kept"] : []),
    ],
    timeline: timeline.toSorted((x, y) => x.at - y.at),
    held,
  };
}

/** An act before what others say of it. */
type Said = Omit<TimelineAct, "evaluation" | "recalled" | "later" | "leave">;

type Shown = {
  readonly known: Known;
  readonly judged: Judged;
  readonly rule: string | null;
  readonly stolen: Stolen;
};

/** Of an act that is withheld: who did what and when, as its codes say; no text, no name, no file and no length. */
async function timelineAct(desk: Desk, tx: PgTx, { known, judged, rule, stolen }: Shown): Promise<Said> {
  const { act, party, t } = judged;
  const row = known.rows.get(rowKey(party, act.id));
  if (!row) throw new Error("a judged act has no row");
  const { body, state } =
    rule === null ? await readBody(desk, tx, row) : ({ body: null, state: "withheld" } as const);
  const attachments: AttachmentView[] = [];
  for (const promised of rule === null ? act.att : []) {
    const { a, n } = promised;
    const named = body?.files.find((file) => file.a === a);
    const parts = await progressOf(desk, tx, act, promised);
    attachments.push({
      a,
      name: named?.name ?? "",
      type: named?.type ?? "application/octet-stream",
      size: named?.size ?? n,
      parts,
      ...((await saidOf(tx, promised))?.verdict === "found" && { held: true }),
    });
  }
  return {
    id: act.id,
    side: party === desk.ports.identity.party ? "us" : "them",
    do: act.do,
    pos: row.pos,
    args: act.args,
    by: body?.by ?? null,
    at: t,
    body,
    bodyState: state,
    rule,
    mark: act.mark,
    attachments,
    delivery: await deliveryOf(desk, tx, known, judged),
    signatures: await signaturesOf(desk, row, stolen),
    nodeSince: row.pos === null ? null : desk.nodeSince({ origin: row.origin, pos: row.pos, t: row.t }),
    void: judged.void,
  };
}

/** How far an act has come, each step by the signed word of whoever took it. */
async function deliveryOf(desk: Desk, tx: PgTx, known: Known, { act, party }: Judged): Promise<Delivery> {
  const { identity } = desk.ports;
  const row = known.rows.get(rowKey(party, act.id));
  const ours = party === identity.party;
  const pos = row?.pos ?? null;
  const across = ours ? peerOrigin(identity, known.lane) : ownOrigin(identity, known.lane);
  const said = (word: string) =>
    known.state.judged.find(
      (each) =>
        each.party !== party && each.void === null && each.act.do === word && each.act.args["ref"] === act.id,
    );
  const receipt = ours && row && pos !== null ? await tx.receiptFor(row.origin, pos) : null;
  const taken = ours && pos !== null ? !(await tx.peer(across, "none")).except.includes(pos) : true;
  return {
    heldUntil: null,
    saved: row?.t ?? null,
    signed: pos === null ? null : (row?.t ?? null),
    receipted: receipt?.t ?? null,
    applied: pos === null || !taken ? null : await tx.firstCover(across, pos),
    opened: said("opened")?.t ?? null,
    declined: (said("declined")?.act.args["code"] as string | undefined) ?? null,
  };
}
