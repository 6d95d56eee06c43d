import type {
  Agencies,
  PostingAct,
  PostingCommand,
  PostingRow,
  Postings,
  PostingView,
} from "@setu/officers/api.ts";
import type { Standing, Terms } from "@setu/officers/terms.ts";
import type { Account } from "@setu/requests/api.ts";

/** Officers posted by both sides, in the stand-in: each state that a screen draws differently. */
export type PostingState = {
  readonly rows: PostingRow[];
  readonly received: PostingCommand[];
};

const DAY = 86_400_000;
const HEAD = "a".repeat(32);

const termsOf = (now: number, days: number): Terms => ({
  post: "liaison-officer",
  mandate: ["cybercrime", "organised-crime"],
  languages: ["en", "hi"],
  from: now - 100 * DAY,
  until: now + days * DAY,
  deputy: "ca.officer-2",
});

type Made = Pick<PostingRow, "side" | "standing" | "turn" | "moves" | "name"> & { readonly days: number };

function rowOf(now: number, { days, ...made }: Made, no: number): PostingRow {
  const [party, agency] =
    made.side === "us" ? (["ca", "ca.ncb-ottawa"] as const) : (["in", "in.ncb-new-delhi"] as const);
  return {
    item: `${party}:${String(no).repeat(32)}`,
    officer: `${party}.posted-${no}`,
    agency,
    terms: termsOf(now, days),
    open: null,
    accredited: made.standing === "nominated" ? null : now - 90 * DAY,
    status: made.standing,
    title: "Counsellor",
    keys: made.side === "us" ? [{ alg: "es256", count: 2 }] : null,
    ...made,
  };
}

export function newPostings(now = Date.now()): PostingState {
  const made: readonly Made[] = [
    {
      side: "us",
      standing: "in-force",
      turn: "none",
      moves: ["amend", "suspend", "recall"],
      name: "L. Fortin (synthetic)",
      days: 12,
    },
    {
      side: "us",
      standing: "nominated",
      turn: "them",
      moves: ["recall"],
      name: "P. Gagnon (synthetic)",
      days: 400,
    },
    {
      side: "them",
      standing: "nominated",
      turn: "us",
      moves: ["agree", "refuse"],
      name: "वी. राव (कृत्रिम)",
      days: 300,
    },
    {
      side: "them",
      standing: "suspended",
      turn: "none",
      moves: ["end"],
      name: "K. Nair (synthetic)",
      days: 200,
    },
    { side: "them", standing: "over", turn: "none", moves: [], name: null, days: -3 },
  ];
  const rows = made.map((each, index) => rowOf(now, each, index + 1));
  const [first] = rows;
  if (first) {
    const open = { id: HEAD, terms: { ...first.terms, until: now + 700 * DAY }, at: now - DAY };
    rows[0] = { ...first, open, turn: "them" };
  }
  return { rows, received: [] };
}

const MAY = { may: true, rule: null } as const;

export const postingsIn = ({ rows }: PostingState, accounts: readonly Account[]): Postings => ({
  now: Date.now(),
  rows,
  ...MAY,
  accounts,
});

export function postingIn({ rows }: PostingState, item: string): PostingView | null {
  const row = rows.find((each) => each.item === item);
  if (!row) return null;
  const act = (what: string, side: PostingAct["side"], text: string, at: number): PostingAct => ({
    id: HEAD,
    side,
    do: what,
    at,
    args: {},
    void: null,
    body: { v: 1, text, lang: "en", by: { name: "A. Martel", agency: "ca.ncb-ottawa" } },
    bodyState: "here",
  });
  const other = row.side === "us" ? "them" : "us";
  return {
    ...row,
    ...MAY,
    now: Date.now(),
    after: [HEAD, null],
    acts: [
      act("nominate", row.side, "A synthetic mission at the embassy.", row.terms.from - 2 * DAY),
      ...(row.standing === "nominated" ? [] : [act("agree", other, "", row.terms.from - DAY)]),
    ],
  };
}

const BECOMES: Readonly<Record<string, Standing>> = {
  agree: "agreed",
  refuse: "refused",
  suspend: "suspended",
  resume: "in-force",
  recall: "recalled",
  end: "ended",
};

/** @returns the item, null for one that is not there */
export function actOnPosting(
  state: PostingState,
  item: string | null,
  command: PostingCommand,
): string | null {
  state.received.push(command);
  if (item === null) return state.rows[1]?.item ?? null;
  const at = state.rows.findIndex((each) => each.item === item);
  const row = state.rows[at];
  const standing = BECOMES[command.do];
  if (row && standing) state.rows[at] = { ...row, standing, turn: "none", moves: [] };
  return row?.item ?? null;
}

const designated = (
  side: "us" | "them",
  agency: string,
  role: "spoc" | "direct",
): Agencies["rows"][number] => ({
  item: `${side === "us" ? "ca" : "in"}:${agency.length.toString(16).repeat(32).slice(0, 32)}`,
  party: side === "us" ? "ca" : "in",
  agency,
  role,
  copy: role === "direct",
  ended: false,
  noted: role === "spoc",
  side,
  moves: side === "us" ? ["change", "end"] : role === "spoc" ? [] : ["note"],
  after: [HEAD, null],
});

export const AGENCIES: Agencies = {
  ...MAY,
  rows: [
    designated("us", "ca.ncb-ottawa", "spoc"),
    designated("us", "ca.cyber-unit", "direct"),
    designated("them", "in.ncb-new-delhi", "spoc"),
    designated("them", "in.cyber-unit", "direct"),
  ],
  ours: ["ca.ncb-ottawa", "ca.customs"],
  uncopied: [{ code: "person-safety", count: 2 }],
};
