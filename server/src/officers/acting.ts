import type { Instant, ItemId } from "@setu/core";
import { ARG_LISTS, isPosting, officers, openingVersion, postingOf, type Posting } from "@setu/officers";
import type { PgTx } from "../db/pg-store.ts";
import { badArg, type ActingDesk, type Command } from "../desks/acting.ts";
import { accreditOfficer, recallOfficer, resumeOfficer, suspendOfficer } from "../officers-log/powers.ts";
import type { Desk, Known } from "../requests/desk.ts";
import { movesIn } from "./reading.ts";

const ACCOUNTS = `SELECT id, agency FROM officer WHERE id = ANY ($1::text[]) AND NOT disabled AND NOT machine`;

const IS_ACCOUNT = `SELECT id FROM officer WHERE id = $1`;

/** Postings: whoever is named is an account here, and powers end in the future. */
export const postingDesk: ActingDesk = {
  workflow: officers,
  isOf: isPosting,
  opening: openingVersion,
  opens: "nominate",
  lists: ARG_LISTS,
  moves: movesIn,
  check: checkTerms,
  // It takes each lane alone, and the same commit tells both sides.
  before: tellLanes,
};

async function checkTerms(desk: Desk, tx: PgTx, { args }: Command): Promise<void> {
  const { from, until, officer, deputy, agency } = args;
  if (until === undefined) return;
  if (Number(from) >= Number(until) || Number(until) <= desk.ports.world.now())
    throw badArg("until", "end after the beginning, and to come");
  const named = [officer ?? [], deputy ?? []].flat().map(String);
  const known = await tx.db.rows<{ id: string; agency: string }>(ACCOUNTS, [named]);
  const missing = named.find((id) => !known.some((each) => each.id === id));
  if (missing !== undefined) throw badArg(missing === deputy ? "deputy" : "officer", "officer of this node");
  if (officer !== undefined && officer === deputy)
    throw badArg("deputy", "officer beside the one who is posted");
  if (officer !== undefined && known.find(({ id }) => id === officer)?.agency !== agency)
    throw badArg("agency", "agency of this officer");
}

type Telling = (desk: Desk, tx: PgTx, posting: Posting, item: ItemId) => Promise<void>;
const TELLING: Readonly<Record<string, Telling>> = {
  accredit: (desk, tx, { officer, terms }, because) =>
    accreditOfficer(desk, tx, officer, {
      from: terms.from as Instant,
      until: terms.until as Instant,
      because,
    }),
  suspend: (desk, tx, { officer }, because) => suspendOfficer(desk, tx, officer, because),
  resume: (desk, tx, { officer }, because) => resumeOfficer(desk, tx, officer, because),
  recall: async (desk, tx, { officer, accredited }, because) => {
    // A nomination that is withdrawn takes nothing from her.
    if (accredited !== null) await recallOfficer(desk, tx, officer, because);
  },
};

/** From this commit on, every lane says whether her acts and her keys count. */
async function tellLanes(desk: Desk, tx: PgTx, { state, item }: Known, what: string): Promise<void> {
  if (state.opener.party !== desk.ports.identity.party) return;
  const posting = postingOf(state, desk.ports.world.now());
  // Whose account is gone is suspended and recalled all the same: there is nothing here to follow it.
  const [account] = await tx.db.rows(IS_ACCOUNT, [posting.officer]);
  if (account) await TELLING[what]?.(desk, tx, posting, item);
}
