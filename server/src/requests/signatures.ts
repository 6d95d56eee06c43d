import { actBytes, isSetuError, type Hash, type Instant } from "@setu/core";
import { judgeApprovals, type ActRow, type OfficerKeys } from "@setu/link";
import type { ActSignature } from "@setu/requests";
import { verifySignature } from "../sign-in/webauthn.ts";
import type { Desk } from "./desk.ts";

/** Of a party whose officers' keys have not come here. */
const NOBODYS: OfficerKeys = { keyOf: (_key: Hash, _t: Instant) => Promise.resolve(null) };

/** What this node can say of the signatures of persons over an act: that they hold, that they do not, or neither. */
export async function signaturesOf(
  { officerKeys }: Pick<Desk, "officerKeys">,
  { act, approvals, t }: Pick<ActRow, "act" | "approvals" | "t">,
): Promise<readonly ActSignature[]> {
  if (approvals === "[]") return [];
  const keys = officerKeys.get(act.from) ?? NOBODYS;
  const signed = { act: actBytes(act), approvals, t: t as Instant };
  try {
    const judged = await judgeApprovals(signed, keys, verifySignature);
    return judged.map(({ officer, reason }) => ({
      officer,
      holds: reason === null ? true : UNKNOWN.has(reason) ? null : false,
    }));
  } catch (error) {
    if (isSetuError(error, "BAD_APPROVAL")) return [{ officer: null, holds: false }];
    throw error;
  }
}

/** A key that is not known here, or was not in force; a kind that this version does not read. */
const UNKNOWN: ReadonlySet<string> = new Set(["key", "kind"]);
