import {
  narrowedAt,
  openerOf,
  type Args,
  type Hash,
  type Instant,
  type ItemId,
  type ItemState,
  type Marking,
  type Party,
  type RecordId,
} from "@setu/core";
import { needsPermission } from "@setu/core/marking/index.ts";
import { CONDITIONS, COURTS, oneOf, PROCEEDINGS, USES, type Condition, type Use } from "./terms.ts";

/** What somebody means to do: before what, or to whom. */
export type Towards =
  | { readonly use: "evidence"; readonly proceeding: string; readonly court: string }
  | { readonly use: "onward"; readonly agency: string }
  | { readonly use: "onward"; readonly third: string };

/** A record, or one file of it, whose originator may have been asked. */
export type Wanted = {
  readonly matter: ItemId;
  readonly originator: Party;
  readonly towards: Towards;
} & ({ readonly record: RecordId } | { readonly file: Hash });

/** What an item of this desk lets its holder do, as its acts say. */
export type Permission = {
  readonly holder: Party;
  readonly originator: Party;
  readonly matter: ItemId;
  readonly towards: Towards;
  /** What was asked and granted both; before a grant, what was asked. */
  readonly records: readonly RecordId[];
  readonly files: readonly Hash[];
  readonly conditions: readonly Condition[];
  /** From the first instant up to the second, by the originator's log; null: no grant, or none that could be in force. */
  readonly inForce: { readonly from: Instant; readonly until: Instant } | null;
  /** Of the records and files that were granted, how many their originator has narrowed since: these are covered no more. */
  readonly narrowed: number;
};

/** Europol's handling codes and TLP speak of these as disclosure in court and as passing on. */
const MARKED_FOR = { evidence: "court", onward: "forward" } as const satisfies Record<Use, string>;

/** Whether a record so marked may be used like this only with its originator's leave. Within its audience nothing is onward. */
export function asksLeave(mark: Marking, towards: Towards): boolean {
  if ("agency" in towards && mark.audience.some((each) => each === towards.agency)) return false;
  return needsPermission(mark, MARKED_FOR[towards.use]);
}

/**
 * The permission that an item is; null where what was asked names no one use, or names it by codes that are not known
 * here. What the originator names beyond what was asked counts for nothing, and neither does a condition that this node
 * could not keep: such a grant is none.
 */
export function permissionOf({ judged, opener, other }: ItemState): Permission | null {
  const seek = judged.find(({ act, void: why }) => why === null && act.do === "seek")?.act;
  const towards = seek && towardsOf(opener.party, seek.args);
  const matter = seek?.args["matter"] as ItemId | undefined;
  if (!towards || matter === undefined || !isBetween(matter, [opener.party, other.party])) return null;
  const grant = other.last["grant"];
  const asked = { records: words<RecordId>(seek.args, "records"), files: words<Hash>(seek.args, "files") };
  const given = grant && {
    records: words<RecordId>(grant.act.args, "records"),
    files: words<Hash>(grant.act.args, "files"),
  };
  const conditions = grant ? words(grant.act.args, "conditions").map((each) => oneOf(CONDITIONS, each)) : [];
  const kept = conditions.filter((each) => each !== null);
  const ofAnother = grant && saysUse(grant.act.args) && !isOfUse(opener.party, grant.act.args, towards);
  return {
    holder: opener.party,
    originator: other.party,
    matter,
    towards,
    records: given ? asked.records.filter((each) => given.records.includes(each)) : asked.records,
    files: given ? asked.files.filter((each) => given.files.includes(each)) : asked.files,
    conditions: kept,
    inForce: ofAnother || kept.length < conditions.length ? null : inForceOf({ opener, other }),
    narrowed: 0,
  };
}

/**
 * What is left of it since its originator has narrowed what it was given for: leave was given under the marking as it was, and
 * the narrower wins. Of what was said in one instant nobody knows which was meant to hold: that doubt too is a no.
 * @param matter the item that it names, folded
 */
export function asLeft(permission: Permission, matter: ItemState): Permission {
  const { inForce, originator } = permission;
  if (inForce === null) return permission;
  const stands = (id: RecordId): boolean => {
    const at = narrowedAt(matter, originator, id);
    return at === null || at < inForce.from;
  };
  const bearing = matter.judged.filter(({ party }) => party === originator);
  const records = permission.records.filter(stands);
  // A file that two records bear is as narrow as the narrower.
  const files = permission.files.filter((file) =>
    bearing.every(({ act }) => stands(act.id) || act.att.every(({ a }) => a !== file)),
  );
  const before = permission.records.length + permission.files.length;
  const left = records.length + files.length;
  const narrowed = before - left;
  return { ...permission, records, files, narrowed, inForce: narrowed > 0 && left === 0 ? null : inForce };
}

/** What names a use, in a question and in the grant that answers it. */
export const TOWARDS = ["use", "proceeding", "court", "agency", "third"] as const;

const saysUse = (args: Args): boolean => TOWARDS.some((name) => args[name] !== undefined);

/** Whether these arguments name exactly this use. */
export function isOfUse(holder: Party, args: Args, towards: Towards): boolean {
  const named = towardsOf(holder, args);
  return named !== null && sameTowards(named, towards);
}

/** From the grant to the first that ends it. A revocation takes effect no earlier than it was said. */
function inForceOf({ opener, other }: Pick<ItemState, "opener" | "other">): Permission["inForce"] {
  const { grant, revoke } = other.last;
  if (!grant || opener.stage === "withdrawn") return null;
  const ends = [
    Number(grant.act.args["until"]),
    ...(revoke ? [Math.max(Number(revoke.act.args["from"]), revoke.t)] : []),
    ...(opener.last["return"] ? [opener.last["return"].t] : []),
  ];
  const until = Math.min(...ends) as Instant;
  return until > grant.t ? { from: grant.t, until } : null;
}

/** Whether it lets its holder do exactly this at an instant. Nothing else of the same record, the same use or the same party. */
export function permits(permission: Permission, wanted: Wanted, now: number): boolean {
  const { inForce, originator, matter, records, files } = permission;
  if (inForce === null || now < inForce.from || now >= inForce.until) return false;
  if (originator !== wanted.originator || matter !== wanted.matter) return false;
  const covered = "record" in wanted ? records.includes(wanted.record) : files.includes(wanted.file);
  return covered && sameTowards(permission.towards, wanted.towards);
}

/**
 * Whether something that came may be used: by its marking, or else by a permission in force.
 * @returns the permission that it rests on, whose conditions go with it; `free`: none is asked; null: ask the originator
 */
export function restsOn(
  permissions: readonly Permission[],
  { mark, now, ...wanted }: Wanted & { readonly mark: Marking; readonly now: number },
): Permission | "free" | null {
  if (!asksLeave(mark, wanted.towards)) return "free";
  return permissions.find((each) => permits(each, wanted, now)) ?? null;
}

/** The one use that a question names by codes that are known here; null: none, or two. */
export function towardsOf(holder: Party, args: Args): Towards | null {
  const use = oneOf(USES, args["use"]);
  const { proceeding, court, agency, third } = args;
  const given = [proceeding, court, agency, third].filter((each) => each !== undefined).length;
  if (use === "evidence") {
    const before = { proceeding: oneOf(PROCEEDINGS, proceeding), court: oneOf(COURTS, court) };
    if (given !== 2 || before.proceeding === null || before.court === null) return null;
    return { use, proceeding: before.proceeding, court: before.court };
  }
  if (use !== "onward" || given !== 1) return null;
  // An agency is the holder's own, by its name; whoever else it is goes by an opaque id.
  if (agency !== undefined)
    return isAgencyOf(holder, String(agency)) ? { use, agency: String(agency) } : null;
  return third === undefined ? null : { use, third: String(third) };
}

const isAgencyOf = (holder: Party, agency: string): boolean => agency.startsWith(`${holder}.`);

/** A matter that neither of the two opened is none between them. */
const isBetween = (matter: ItemId, parties: readonly Party[]): boolean => parties.includes(openerOf(matter));

const words = <T extends string>(args: Args, name: string): readonly T[] =>
  [args[name] ?? []].flat() as unknown as T[];

const sameTowards = (a: Towards, b: Towards): boolean =>
  a.use === "evidence"
    ? b.use === "evidence" && a.proceeding === b.proceeding && a.court === b.court
    : "agency" in a
      ? "agency" in b && a.agency === b.agency
      : "third" in b && a.third === b.third;
