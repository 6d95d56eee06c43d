import {
  type Hash,
  type Instant,
  type LogAct,
  type Opaque,
  type OfficerKeyAct,
  type Party,
} from "@setu/core";
import {
  MOST_SAID,
  ownOrigin,
  peerOrigin,
  readPersonsAct,
  type ActRow,
  type Identity,
  type Tx,
} from "@setu/link";

/** What one log says of its side's officers by now, with the instants at which it said so. */
export type Said = {
  readonly officers: ReadonlyMap<Opaque, SaidOfOfficer>;
  readonly keys: ReadonlyMap<Hash, SaidOfKey>;
};

type SaidOfOfficer = { readonly suspended: Instant | null; readonly recalled: Instant | null };
type SaidOfKey = {
  readonly declared: OfficerKeyAct | null;
  readonly revoked: Instant | null;
  readonly since: Instant | null;
};

const NOTHING: SaidOfOfficer = { suspended: null, recalled: null };
const UNKNOWN: SaidOfKey = { declared: null, revoked: null, since: null };

export function saidIn(rows: readonly ActRow[]): Said {
  const officers = new Map<Opaque, SaidOfOfficer>();
  const keys = new Map<Hash, SaidOfKey>();
  for (const row of rows) {
    const said = readPersonsAct(row.act as LogAct);
    const t = row.t as Instant;
    if (said.do === "officer-key" || said.do === "revoke-key") {
      const before = keys.get(said.key) ?? UNKNOWN;
      keys.set(
        said.key,
        said.do === "officer-key"
          ? { ...before, declared: said }
          : { ...before, revoked: before.revoked ?? t, since: earlier(before.since, said.since) },
      );
      if (said.do === "officer-key") officers.set(said.officer, officers.get(said.officer) ?? NOTHING);
      continue;
    }
    const before = officers.get(said.officer) ?? NOTHING;
    const next = {
      suspend: { ...before, suspended: before.suspended ?? t },
      resume: { ...before, suspended: null },
      "recall-officer": { ...before, recalled: before.recalled ?? t },
    };
    officers.set(said.officer, next[said.do]);
  }
  return { officers, keys };
}

/** One key of an officer, as her side's lanes declare it. */
export type KeyStanding = Pick<OfficerKeyAct, "key" | "kind" | "alg" | "from" | "until"> & {
  readonly revoked: Instant | null;
  /** Since when somebody else may have used it. */
  readonly since: Instant | null;
};

export type OfficerStanding = SaidOfOfficer & {
  readonly officer: Opaque;
  readonly keys: readonly KeyStanding[];
};

/**
 * What a side says of its officers, all lanes joined: what was said in one of them counts for a view, though each item is
 * judged by its own lane alone (record.md rule 1). Officers are that side's; one who is called alike here is another.
 */
export async function standingOf(
  identity: Identity,
  tx: Pick<Tx, "persons">,
  party: Party,
): Promise<readonly OfficerStanding[]> {
  const origin = party === identity.party ? ownOrigin : peerOrigin;
  const most = party === identity.party ? undefined : MOST_SAID;
  const lanes = await Promise.all(
    identity.lanes.map(async (lane) => saidIn(await tx.persons(origin(identity, lane), null, most))),
  );
  const officers = new Map<Opaque, OfficerStanding>();
  for (const said of lanes)
    for (const [officer, { suspended, recalled }] of said.officers) {
      const before = officers.get(officer) ?? { officer, ...NOTHING, keys: [] };
      officers.set(officer, {
        ...before,
        suspended: earlier(before.suspended, suspended),
        recalled: earlier(before.recalled, recalled),
      });
    }
  for (const { declared, revoked, since } of joinedKeys(lanes).values()) {
    const owner = declared && officers.get(declared.officer);
    if (!declared || !owner) continue;
    const { key, kind, alg, from, until } = declared;
    officers.set(owner.officer, {
      ...owner,
      keys: [...owner.keys, { key, kind, alg, from, until, revoked, since }],
    });
  }
  return [...officers.values()];
}

function joinedKeys(lanes: readonly Said[]): ReadonlyMap<Hash, SaidOfKey> {
  const keys = new Map<Hash, SaidOfKey>();
  for (const said of lanes)
    for (const [key, { declared, revoked, since }] of said.keys) {
      const before = keys.get(key) ?? UNKNOWN;
      keys.set(key, {
        declared: before.declared ?? declared,
        revoked: earlier(before.revoked, revoked),
        since: earlier(before.since, since),
      });
    }
  return keys;
}

const earlier = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || (other !== null && other < one) ? other : one;
