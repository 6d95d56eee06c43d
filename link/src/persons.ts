import {
  actBytes,
  badField,
  isItemAct,
  isPersonsAct,
  isSetuError,
  KEY_ALGORITHMS,
  parsePersonsAct,
  type Act,
  type Hash,
  type Instant,
  type ItemAct,
  type LogAct,
  type Opaque,
  type PersonsAct,
  type PersonsVoid,
} from "@setu/core";
import { sha256 } from "tlog";
import {
  parseApprovals,
  reasonOf,
  verifyApproval,
  type Approval,
  type JudgedApproval,
  type OfficerKey,
  type VerifySignature,
} from "./approval.ts";
import { base64url } from "./bytes.ts";
import type { ActRow, Tx } from "./store.ts";

/**
 * Persons are judged by what their own side's log says before the act: the keys in force at its position (record.md
 * rules 3 and 9). No clock, no policy, no other log is asked, so that both nodes come to one verdict, whenever the entries
 * arrive and in whatever order.
 */
export type Persons = { readonly void: PersonsVoid | null; readonly signed: readonly JudgedApproval[] };

/** @throws BAD_FIELD | UNSUPPORTED_VERSION for what is no act about an officer, or names a key by another's hash */
export function readPersonsAct(act: LogAct): PersonsAct {
  const said = parsePersonsAct(act);
  if (said.do === "officer-key" && base64url(sha256(said.spki)) !== said.key)
    throw badField("key", "hash of the key");
  return said;
}

type Declared = OfficerKey & { readonly kind: string; readonly from: Instant; readonly until: Instant };

/** What one log has said of its party's officers so far. Fed in the order of the log. */
export class Register {
  /** An older node declares no keys at all: then nothing can be held against a signature. */
  #declares = false;
  readonly #keys = new Map<Hash, Declared>();
  readonly #revoked = new Set<Hash>();
  readonly #suspended = new Set<Opaque>();
  readonly #recalled = new Set<Opaque>();

  take(said: PersonsAct): void {
    switch (said.do) {
      case "officer-key":
        this.#declares = true;
        return this.#declare(said);
      case "revoke-key":
        return void this.#revoked.add(said.key);
      case "suspend":
        return void this.#suspended.add(said.officer);
      case "resume":
        return void this.#suspended.delete(said.officer);
      case "recall-officer":
        return void this.#recalled.add(said.officer);
    }
  }

  /** A key is one officer's for good; a later word on it changes from when to when it counts. */
  #declare(said: PersonsAct & { readonly do: "officer-key" }): void {
    const { officer, key, kind, alg, spki, site, from, until } = said;
    if ((this.#keys.get(key)?.officer ?? officer) !== officer) return;
    this.#keys.set(key, { officer, key, kind, algorithm: KEY_ALGORITHMS[alg], spki, site, from, until });
  }

  isBarred(officer: Opaque): boolean {
    return this.#suspended.has(officer) || this.#recalled.has(officer);
  }

  /**
   * The verdict over an act that stands next in this log; null when nothing is to be said of it.
   * @param t of its leaf
   */
  judge(act: ItemAct, approvals: string, t: Instant, verify: VerifySignature): Persons | null {
    const barred: PersonsVoid | null = this.isBarred(act.by) ? "suspended-officer" : null;
    const list = approvals === "[]" || !this.#declares ? [] : parsed(approvals);
    if (list === null) return { void: barred ?? "bad-approval", signed: [] };
    const bytes = list.length > 0 ? actBytes(act) : NOTHING;
    const signed = list.map((approval) => this.#judged(bytes, approval, t, verify));
    const reason = barred ?? (signed.some((each) => each.reason !== null) ? "bad-approval" : null);
    return reason === null && signed.length === 0 ? null : { void: reason, signed };
  }

  #judged(act: Uint8Array, approval: Approval, t: Instant, verify: VerifySignature): JudgedApproval {
    const { key, kind } = approval;
    const known = this.#keys.get(key);
    return {
      key,
      kind,
      officer: known?.officer ?? null,
      reason: this.#reason(known, act, approval, t, verify),
    };
  }

  #reason(
    known: Declared | undefined,
    act: Uint8Array,
    approval: Approval,
    t: Instant,
    verify: VerifySignature,
  ): string | null {
    if (!known || known.kind !== approval.kind) return "key";
    if (this.#revoked.has(known.key)) return "revoked";
    if (t < known.from || t >= known.until) return "not-in-force";
    if (this.isBarred(known.officer as Opaque)) return "suspended";
    return reasonOf(() => verifyApproval(act, approval, known, verify));
  }
}

type Said = Pick<ActRow, "act">;

/**
 * Of what a log has said so far, what still has a say: of an officer her last resumption, the first suspension after it
 * and the first recall; of a key the last declaration by whose it is, the first revocation and the one that reaches back
 * furthest. So however often a side repeats itself, no more is read than it has officers and keys.
 * @param rows in the order of the log; what was dropped before is not needed again
 */
export function standing<Row extends Said>(rows: readonly Row[]): readonly Row[] {
  const args = ({ act }: Row) =>
    act.args as { readonly officer?: Opaque; readonly key?: Hash; readonly since?: number };
  const keep = new Set<Row | undefined>();
  const status = rows.filter((row) => args(row).key === undefined);
  for (const each of Map.groupBy(status, (row) => args(row).officer).values()) {
    const resumed = each.findLastIndex(({ act }) => act.do === "resume");
    keep.add(each[resumed]);
    keep.add(each.find(({ act }, i) => act.do === "suspend" && i > resumed));
    keep.add(each.find(({ act }) => act.do === "recall-officer"));
  }
  const ofKeys = rows.filter((row) => args(row).key !== undefined);
  for (const each of Map.groupBy(ofKeys, (row) => args(row).key).values()) {
    const declared = each.filter(({ act }) => act.do === "officer-key");
    const owner = declared[0] && args(declared[0]).officer;
    keep.add(declared.findLast((row) => args(row).officer === owner));
    const revoked = each.filter(({ act }) => act.do === "revoke-key");
    keep.add(revoked[0]);
    const since = Math.min(...revoked.map((row) => args(row).since ?? Infinity));
    keep.add(revoked.find((row) => args(row).since === since));
  }
  return rows.filter((row) => keep.has(row));
}

/** A side has so many officers and keys by far not; more is an alarm, and more is not shown. */
export const MOST_SAID = 4_096;

const NOTHING = new Uint8Array();

/** Of what waits, `before`: nothing, or all. */
export const NONE_WAITING = -1;
export const ALL_WAITING = Infinity;

function parsed(approvals: string): readonly Approval[] | null {
  try {
    return parseApprovals(approvals);
  } catch (error) {
    if (isSetuError(error, "BAD_APPROVAL")) return null;
    throw error;
  }
}

type Judging = Pick<ActRow, "act" | "approvals">;

/** Whom these acts are about, so that no more is read of a log than has a say in them. */
export function concernedIn(rows: readonly Judging[]): {
  officers: readonly Opaque[];
  keys: readonly Hash[];
} {
  const officers = new Set<Opaque>();
  const keys = new Set<Hash>();
  for (const { act, approvals } of rows) {
    if (!isItemAct(act)) {
      // Whose key comes with what it signed: what was said of her before has its say in that too.
      if (isPersonsAct(act) && act.args["key"] !== undefined && act.args["officer"] !== undefined)
        officers.add(act.args["officer"] as Opaque);
      continue;
    }
    officers.add(act.by);
    if (approvals !== "[]") for (const { key } of parsed(approvals) ?? []) keys.add(key);
  }
  return { officers: [...officers], keys: [...keys] };
}

/**
 * The register of a log of which these acts stand next, as far as they need it.
 * @param before what has no position yet has its say where its place in the order of commits is lower
 */
export async function registerFor(
  tx: Tx,
  origin: string,
  rows: readonly Judging[],
  before: number,
): Promise<Register> {
  const register = new Register();
  for (const { act, pos, place } of await tx.persons(origin, concernedIn(rows)))
    if (pos !== null || (place ?? ALL_WAITING) < before) register.take(readPersonsAct(act as LogAct));
  return register;
}

/** Judges rows of one log in their order, those about officers feeding the register as they come. */
export function judgeRows<Row extends ActRow>(
  register: Register,
  rows: readonly Row[],
  verify: VerifySignature,
): readonly Row[] {
  return rows.map((row) => {
    const { act, approvals, t } = row;
    if (isItemAct(act)) {
      const persons = register.judge(act, approvals, t as Instant, verify);
      return persons === null ? row : { ...row, persons };
    }
    if (isPersons(act)) register.take(readPersonsAct(act));
    return row;
  });
}

/** Of a log that may be anybody's: a malformed one has no say. */
function isPersons(act: Act): act is LogAct {
  if (!isPersonsAct(act)) return false;
  try {
    readPersonsAct(act);
    return true;
  } catch (error) {
    if (isSetuError(error)) return false;
    throw error;
  }
}
