import { isPersonsAct, parsePulse, type LogAct, type Pulse } from "@setu/core";
import { root } from "tlog";
import { base64url } from "./bytes.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import { MOST_SAID } from "./persons.ts";
import type { Ports } from "./ports.ts";
import { frontierOf } from "./receive.ts";
import type { ActRow, PeerLog, Tx } from "./store.ts";

/** What is said of that which was opened: alarms, and what the peer's pulses claim. */

/** An act that is void because of a person is kept as evidence; one word says of all in this batch that they are there. */
export async function tell(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  { checkpoint }: PeerLog,
  rows: readonly ActRow[],
): Promise<void> {
  const found = rows.flatMap(({ act, pos, persons }) =>
    persons?.void ? [{ pos, id: act.id, item: act.item ?? null, ...persons }] : [],
  );
  if (found.length === 0) return;
  const evidence = `${checkpoint}\n${JSON.stringify(found)}`;
  await tx.alarm(identity.peer.party, { code: "VOID_ACT", at: world.now(), lane, evidence }, false);
}

/** It costs no judgement more than before: but no side has so many officers and keys, and people should look. */
export async function tellMany(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  rows: readonly ActRow[],
): Promise<void> {
  if (!rows.some(({ act }) => isPersonsAct(act))) return;
  const origin = peerOrigin(identity, lane);
  if ((await tx.personsSaid(origin, MOST_SAID + 1)) <= MOST_SAID) return;
  const evidence = `${origin}\nmore than ${MOST_SAID} officers and keys`;
  const { alarms } = await tx.link(identity.peer.party);
  if (alarms.some((alarm) => alarm.evidence === evidence)) return;
  await tx.alarm(identity.peer.party, { code: "OVER_QUOTA", at: world.now(), lane, evidence }, false);
}

/** A pulse can name so many positions; to say "applied" of one more would be a false word under our signature. */
export async function tooMany({ identity, world }: Ports, tx: Tx, lane: string, log: PeerLog): Promise<void> {
  const evidence = `${log.checkpoint}\n${log.except.join(" ")}`;
  await tx.alarm(identity.peer.party, { code: "OVER_QUOTA", at: world.now(), lane, evidence }, true);
}

/**
 * Only a signed pulse that contradicts an earlier signed pulse, or a checkpoint that we cosigned, is a lie or a loss:
 * alarm and stop. A claim to hold more of our log than we do is judged at the next opening, when it is known whether
 * we were restored.
 */
export async function heedPulse(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  log: PeerLog,
  act: LogAct,
): Promise<Pick<PeerLog, "pulse" | "beyond">> {
  const said = parsePulse(act);
  const { no, cosigned, applied, versions } = said;
  const less = no <= log.pulse.no || cosigned < log.pulse.cosigned || applied < log.pulse.applied;
  const code = less ? "ROLLBACK" : (await otherRoots(identity, tx, log, said)) ? "FORK" : null;
  if (code) {
    const evidence = `${log.checkpoint}\n${JSON.stringify({ earlier: log.pulse, later: said })}`;
    await tx.alarm(identity.peer.party, { code, at: world.now(), lane, evidence }, true);
  }
  const own = await tx.own(ownOrigin(identity, lane), false);
  const beyond = cosigned > own.size ? Math.max(log.beyond, cosigned) : log.beyond;
  // The number of a peer's pulses never goes back in the store: the alarm has to be committed with the entry that lies.
  return { pulse: { no: Math.max(no, log.pulse.no), cosigned, applied, versions }, beyond };
}

/**
 * Whether the pulse names another head of its own lane than the one we hold at that size. What it says of other lanes
 * may have been signed and never sent, and a restored node signs those positions anew.
 */
async function otherRoots(
  identity: Ports["identity"],
  tx: Tx,
  log: PeerLog,
  { lanes, sizes, roots }: Pulse,
): Promise<boolean> {
  const i = lanes.findIndex((named) => log.origin === peerOrigin(identity, named));
  const size = sizes[i];
  return (
    size !== undefined && size <= log.held && base64url(root(await frontierOf(tx, log, size))) !== roots[i]
  );
}
