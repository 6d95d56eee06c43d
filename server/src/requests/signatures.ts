import { actBytes, isSetuError, type Hash, type Instant, type Party } from "@setu/core";
import {
  concernedIn,
  judgeApprovals,
  ownOrigin,
  peerOrigin,
  type ActRow,
  type Identity,
  type JudgedApproval,
  type OfficerKeys,
  type Tx,
} from "@setu/link";
import type { ActSignature } from "@setu/requests";
import { saidIn } from "../officers-log/said.ts";
import { verifySignature } from "../sign-in/webauthn.ts";
import type { Desk } from "./desk.ts";

/** Of a party whose officers' keys have not come here. */
const NOBODYS: OfficerKeys = { keyOf: (_key: Hash, _t: Instant) => Promise.resolve(null) };

/** By party and key: since when somebody else may have used it. */
export type Stolen = (party: Party, key: Hash) => Instant | null;

/** Read only where somebody has signed something, and of the keys that did alone: a side may have declared any number. */
export async function stolenKeys(
  identity: Identity,
  tx: Pick<Tx, "persons">,
  rows: Iterable<ActRow>,
): Promise<Stolen> {
  const since = new Map<string, Instant>();
  const signed = Map.groupBy(
    [...rows].filter(({ approvals }) => approvals !== "[]"),
    ({ act }) => act.from,
  );
  for (const [party, acts] of signed) {
    const about = { officers: [], keys: concernedIn(acts).keys };
    const origin = party === identity.party ? ownOrigin : peerOrigin;
    for (const lane of identity.lanes)
      for (const [key, said] of saidIn(await tx.persons(origin(identity, lane), about)).keys) {
        const name = `${party}/${key}`;
        if (said.since !== null)
          since.set(name, Math.min(said.since, since.get(name) ?? said.since) as Instant);
      }
  }
  return (party, key) => since.get(`${party}/${key}`) ?? null;
}

/**
 * What this node can say of the signatures of persons over an act: that they hold, that they do not, or neither. The
 * verdict is the one that both nodes came to; where the log declares no keys, our own officers' are known all the same.
 */
export async function signaturesOf(
  { officerKeys }: Pick<Desk, "officerKeys">,
  { act, approvals, persons, t }: Pick<ActRow, "act" | "approvals" | "persons" | "t">,
  stolen: Stolen,
): Promise<readonly ActSignature[]> {
  if (approvals === "[]") return [];
  const shown = (judged: readonly JudgedApproval[], isUnknown: (reason: string) => boolean) =>
    judged.map(({ officer, key, kind, reason }): ActSignature => {
      const since = stolen(act.from, key);
      return {
        officer,
        kind,
        holds: reason === null ? true : isUnknown(reason) ? null : false,
        reason,
        since: reason === null && since !== null && t >= since ? since : null,
      };
    });
  if (persons && persons.signed.length > 0) return shown(persons.signed, () => false);
  const keys = officerKeys.get(act.from) ?? NOBODYS;
  const signed = { act: actBytes(act), approvals, t: t as Instant };
  try {
    return shown(await judgeApprovals(signed, keys, verifySignature), (reason) => UNKNOWN.has(reason));
  } catch (error) {
    if (isSetuError(error, "BAD_APPROVAL"))
      return [{ officer: null, kind: null, holds: false, reason: "malformed", since: null }];
    throw error;
  }
}

/** A key that is not known here, or was not in force; a kind that this version does not read. */
const UNKNOWN: ReadonlySet<string> = new Set(["key", "kind"]);
