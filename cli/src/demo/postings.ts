import { randomBytes } from "node:crypto";
import { canonicalBytes, itemOf, type ItemId, type RecordId } from "@setu/core";
import { submitIn, type Ports } from "@setu/link";
import { openingDesignation, openingVersion } from "@setu/officers";
import { actFrom, versionIn } from "@setu/server/desks/composing.ts";
import { registerMark } from "@setu/server/desks/mark.ts";
import { readKnown } from "@setu/server/requests/desk.ts";
import type { Memory } from "./memory.ts";

/** Officers whom both sides have posted. Nobody of these names works anywhere, and none of them has an account here. */
const DAY = 86_400_000;
const LANE = "flash";

type Side = "ca" | "in";
type Posted = {
  readonly side: Side;
  readonly officer: string;
  readonly agency: string;
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly lang: "en" | "fr" | "hi";
  readonly terms: {
    readonly post: string;
    readonly mandate: readonly string[];
    readonly languages: readonly string[];
    /** Days from now until it is over. */
    readonly days: number;
  };
  /** What is said after the nomination, by whom, in this order; `amend` asks for two more years. */
  readonly said: readonly (readonly [side: Side, what: string, text?: string])[];
};

const liaison = (mandate: readonly string[], languages: readonly string[], days: number) => ({
  post: "liaison-officer",
  mandate,
  languages,
  days,
});

const POSTED: readonly Posted[] = [
  {
    side: "ca",
    officer: "ca.posted-1",
    agency: "ca.ncb-ottawa",
    name: "Agente L. Fortin (démo)",
    title: "Première secrétaire (liaison)",
    text: "Liaison policière auprès de New Delhi : cybercriminalité et fraude.",
    lang: "fr",
    terms: liaison(["cybercrime", "fraud"], ["fr", "en"], 12),
    said: [
      ["in", "agree"],
      ["ca", "accredit"],
      ["ca", "amend"],
    ],
  },
  {
    side: "ca",
    officer: "ca.posted-2",
    agency: "ca.cyber-unit",
    name: "Officer P. Gagnon (demo)",
    title: "Second Secretary (liaison)",
    text: "Precursors and the networks behind them.",
    lang: "en",
    terms: liaison(["drugs-and-precursors", "organised-crime"], ["en", "pa"], 730),
    said: [],
  },
  {
    side: "in",
    officer: "in.posted-1",
    agency: "in.ncb-new-delhi",
    name: "अधिकारी वी. राव (डेमो)",
    title: "प्रथम सचिव (संपर्क)",
    text: "ओटावा में संपर्क: साइबर अपराध और वित्तीय अपराध।",
    lang: "hi",
    terms: liaison(["cybercrime", "financial-crime"], ["hi", "en"], 420),
    said: [
      ["ca", "agree"],
      ["in", "accredit"],
    ],
  },
  {
    side: "in",
    officer: "in.posted-2",
    agency: "in.cyber-unit",
    name: "Officer K. Nair (demo)",
    title: "Attaché (liaison)",
    text: "Computer security incidents.",
    lang: "en",
    terms: liaison(["cybersecurity"], ["en", "ml"], 300),
    said: [
      ["ca", "agree"],
      ["in", "accredit"],
      ["in", "suspend", "A key was lost; a new one is being enrolled."],
    ],
  },
  {
    side: "in",
    officer: "in.posted-3",
    agency: "in.ncb-new-delhi",
    name: "Officer A. Bose (demo)",
    title: "Second Secretary (liaison)",
    text: "Mutual legal assistance.",
    lang: "en",
    terms: { ...liaison(["legal-assistance"], ["en", "bn"], 700), post: "legal-adviser" },
    said: [],
  },
];

/** The bureau of each side is its single point of contact; its cyber unit goes direct, with a copy. */
const DESIGNATED = [
  { side: "ca", agency: "ca.ncb-ottawa", role: "spoc" },
  { side: "ca", agency: "ca.cyber-unit", role: "direct" },
  { side: "in", agency: "in.ncb-new-delhi", role: "spoc" },
  { side: "in", agency: "in.cyber-unit", role: "direct" },
] as const;

export type Speaker = {
  readonly ports: Ports;
  readonly memory: Memory;
  /** Who leads the desk, and says it. */
  readonly officer: { readonly id: string; readonly name: string; readonly agency: string };
};

/** Agreement and accreditation lie months back; what comes after them is of today. */
const LONG_AGO = 2;

/**
 * At the beginning of the past: who has been at the post for months.
 * @param cross lets both sides hear what was said
 * @returns what is said today: changes, a suspension, and nominations that nobody has answered
 */
export async function postOfficers(
  sides: Readonly<Record<Side, Speaker>>,
  cross: () => Promise<void>,
  now: number,
): Promise<() => Promise<void>> {
  const items = new Map<Posted, ItemId>();
  const nominateAll = async (all: readonly Posted[]) => {
    for (const posted of all) items.set(posted, await nominate(sides[posted.side], posted, now));
    await cross();
  };
  const sayRounds = async (from: number, to: number) => {
    for (let round = from; round < to; round++) {
      for (const [posted, item] of items) await sayNext(sides, { posted, item, round, now });
      await cross();
    }
  };
  for (const { side, agency, role } of DESIGNATED) {
    const args = { agency, role, copy: role === "direct" };
    await say(sides[side], { item: null, what: "designate", args, body: null, opening: openingDesignation });
  }
  await nominateAll(POSTED.filter(({ said }) => said.length > 0));
  await sayRounds(0, LONG_AGO);
  return async () => {
    await nominateAll(POSTED.filter(({ said }) => said.length === 0));
    await sayRounds(LONG_AGO, Math.max(...POSTED.map(({ said }) => said.length)));
  };
}

type Next = {
  readonly posted: Posted;
  readonly item: ItemId;
  readonly round: number;
  readonly now: number;
};

async function sayNext(
  sides: Readonly<Record<Side, Speaker>>,
  { posted, item, round, now }: Next,
): Promise<void> {
  const [side, what, text] = posted.said[round] ?? [];
  if (!side || !what) return;
  const args = what === "amend" ? termsOf(posted, now, 730) : {};
  const body = text === undefined ? null : { text, lang: "en" };
  await say(sides[side], { item, what, args, body });
}

const termsOf = ({ terms: { days, ...terms } }: Posted, now: number, more = 0) => ({
  ...terms,
  from: now - 90 * DAY,
  until: now + (days + more) * DAY,
});

async function nominate(speaker: Speaker, posted: Posted, now: number): Promise<ItemId> {
  const { officer, agency, name, title, text, lang } = posted;
  const args = { officer, agency, ...termsOf(posted, now) };
  return say(speaker, { item: null, what: "nominate", args, body: { name, title, text, lang } });
}

type Words = {
  readonly item: ItemId | null;
  readonly what: string;
  readonly args: object;
  readonly body: object | null;
  readonly opening?: typeof openingVersion;
};

async function say(
  { ports, memory, officer }: Speaker,
  { item, what, args, body, opening = openingVersion }: Words,
): Promise<ItemId> {
  const { identity } = ports;
  const id = randomBytes(16).toString("hex") as RecordId;
  const target = item ?? itemOf(identity.party, id);
  const known = item === null ? null : await readKnown({ ports }, memory, item);
  const halves = known ? [known.state.opener, known.state.other] : [];
  const headOf = (mine: boolean) =>
    halves.find(({ party }) => (party === identity.party) === mine)?.head ?? null;
  const wf = await versionIn(identity, memory, { item: target, lane: LANE, opening });
  const act = actFrom(identity, {
    id,
    item: target,
    wf,
    by: officer.id,
    do: what,
    args,
    after: [headOf(true), headOf(false)],
    mark: registerMark(identity),
  });
  const by = { name: officer.name, agency: officer.agency };
  const bytes = body && canonicalBytes({ v: 1, ...body, by });
  await submitIn(ports, memory, LANE, { act, body: bytes, approvals: "[]", attachments: [] });
  return target;
}
