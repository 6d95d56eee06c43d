import {
  KEY_ALGORITHMS,
  type Code,
  type Hash,
  type Instant,
  type KeyAlgorithm,
  type Opaque,
  type PersonsAct,
} from "@setu/core";
import type { Site } from "@setu/link";
import type { Session, Witnessed } from "../db/session.ts";
import { STANDING, WHOLE, type Sealed } from "../standing/witness.ts";
import type { Said } from "./said.ts";

/** What the lanes have to say of our officers, by what this node holds of them. */
export type Wanted = { readonly officers: readonly OfficerRow[]; readonly keys: readonly KeyRow[] };

type OfficerRow = {
  readonly id: Opaque;
  readonly from: Instant;
  readonly until: Instant;
  readonly suspended: boolean;
  readonly recalled: boolean;
  readonly disabled: boolean;
};

type KeyRow = {
  readonly key: Hash;
  readonly officer: Opaque;
  readonly kind: Code;
  readonly algorithm: number;
  readonly spki: Uint8Array;
  readonly ended: boolean;
  readonly since: Instant | null;
};

const WEBAUTHN = "webauthn" as Code;

// Who reviews sends nothing, and is nobody that the other side would have to know.
const OFFICERS = `SELECT id, accredited_from AS from, accredited_until AS until, suspended, recalled, disabled,
    ${STANDING()}, ${WHOLE()} FROM officer
  WHERE NOT 'oversee' = ANY (powers) ORDER BY id`;
// A key of which somebody may have a copy may have been used by others since it was last known to be one.
const KEYS = `SELECT key, officer, kind, algorithm, spki, ended IS NOT NULL AS ended,
    coalesce(stolen_since, CASE why WHEN 'counter' THEN coalesce(used, made) END) AS since
  FROM passkey WHERE officer IN (SELECT id FROM officer WHERE NOT 'oversee' = ANY (powers)) ORDER BY made, key`;

/** Of a row that somebody else has written the other side hears only that its officer does not work. */
export async function wantedOf(db: Pick<Session, "rows"> & Witnessed): Promise<Wanted> {
  const [rows, keys] = await Promise.all([
    db.rows<OfficerRow & Sealed>(OFFICERS, []),
    db.rows<KeyRow>(KEYS, []),
  ]);
  const doubted = new Set(rows.filter((row) => !db.witness.vouches(row)).map(({ id }) => id));
  const officers = rows.map((row) =>
    doubted.has(row.id) ? { ...row, suspended: false, recalled: false, disabled: true } : row,
  );
  return { officers, keys: keys.filter(({ officer }) => !doubted.has(officer)) };
}

/**
 * What is missing in a lane, in the order in which it has to stand there: who loses something first.
 * @param site where our officers sign; null while this process does not know it, and then no browser's key is declared
 */
export function missingIn(said: Said, { officers, keys }: Wanted, site: Site | null): readonly PersonsAct[] {
  const missing: PersonsAct[] = [];
  const given: PersonsAct[] = [];
  for (const { id: officer, suspended, recalled, disabled } of officers) {
    const there = said.officers.get(officer);
    if (there?.recalled) continue;
    if (recalled) missing.push({ do: "recall-officer", officer });
    // Who has left and was never spoken of needs no word now.
    const barred = suspended || (disabled && there !== undefined);
    if (barred && !there?.suspended) missing.push({ do: "suspend", officer });
    if (!barred && there?.suspended) given.push({ do: "resume", officer });
  }
  for (const { key, ended, since } of keys) {
    const there = said.keys.get(key);
    if (there && ended && !there.revoked) missing.push({ do: "revoke-key", key, since });
  }
  for (const key of keys) {
    // A browser's key counts at its site; a card has none.
    const at = key.kind === WEBAUTHN ? site : null;
    if (at || key.kind !== WEBAUTHN) given.push(...declaration(said, key, officers, at));
  }
  return [...missing, ...given];
}

function declaration(
  said: Said,
  { key, officer, kind, algorithm, spki, ended }: KeyRow,
  officers: readonly OfficerRow[],
  site: Site | null,
): readonly PersonsAct[] {
  const row = officers.find(({ id }) => id === officer);
  const alg = (Object.keys(KEY_ALGORITHMS) as KeyAlgorithm[]).find(
    (name) => KEY_ALGORITHMS[name] === algorithm,
  );
  if (!row || !alg || ended || row.recalled || row.disabled || row.from >= row.until) return [];
  const { from, until } = row;
  const there = said.keys.get(key)?.declared;
  const same =
    there?.from === from &&
    there.until === until &&
    there.site?.rp === site?.rp &&
    there.site?.origin === site?.origin;
  const bytes = new Uint8Array(spki);
  return same ? [] : [{ do: "officer-key", officer, key, kind, alg, spki: bytes, site, from, until }];
}
