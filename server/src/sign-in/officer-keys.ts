import type { Hash, Instant } from "@setu/core";
import { siteOf, type OfficerKey, type OfficerKeys } from "@setu/link";
import type { PgStore } from "../db/pg-store.ts";
import { vouchesFor } from "../standing/vouching.ts";

const IN_FORCE = `SELECT officer, key, kind, algorithm, spki FROM passkey
  WHERE key = $1 AND made <= $2 AND (ended IS NULL OR ended > $2)`;

/** Keys of our own officers. @param rp the address at which they sign, and its host name */
export const ownOfficerKeys = (
  store: PgStore,
  { id, origin }: { readonly id: string; readonly origin: string },
): OfficerKeys => ({
  keyOf: async (key: Hash, t: Instant): Promise<OfficerKey | null> => {
    const [found] = await store.rows<Omit<OfficerKey, "site"> & { kind: string }>(IN_FORCE, [key, t]);
    if (!found || !(await vouchesFor(store, found.officer))) return null;
    const { kind, ...known } = found;
    return { ...known, site: kind === "x509" ? null : siteOf(id, origin) };
  },
});
