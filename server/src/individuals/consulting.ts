import {
  isSetuError,
  itemOf,
  movesOf,
  SetuError,
  type Args,
  type ItemId,
  type Judged,
  type RecordId,
} from "@setu/core";
import type { Identity } from "@setu/link";
import {
  ARG_LISTS,
  individuals,
  isConsultation,
  openingVersion,
  VERSIONS,
  type Case,
  type ConsultationRow,
  type Lang,
  type Sent,
} from "@setu/individuals";
import { isOwnItem, refOf } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { actOn, badArg, type ActingDesk } from "../desks/acting.ts";
import { openedOf } from "../desks/opened.ts";
import { readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { readCase, sayOfCaseIn } from "./cases.ts";
import { checkOf } from "./steps.ts";

/** Consultations of the owner (`individuals/1`): of whoever has the power to redress, on either node. */
export const consultingDesk: ActingDesk = {
  workflow: individuals,
  isOf: isConsultation,
  opening: openingVersion,
  opens: "consult",
  lists: ARG_LISTS,
  moves: (desk, { state }) => movesOf(state, desk.ports.identity.party),
  check: async (desk, _, { args }) => {
    // What is attested has been done.
    if (args["at"] !== undefined && Number(args["at"]) > desk.ports.world.now())
      throw badArg("at", "instant that has been");
  },
  action: "redress",
  lane: "main",
  mark: consultationMark,
};

/** It says that somebody asks about herself: for those who deal with it, on both sides, and for no other use. */
function consultationMark({ party, peer }: Identity) {
  return { tlp: "AMBER+STRICT", handling: ["H0"], pap: "RED", audience: [party, peer.party].toSorted() };
}

type Consulting = {
  readonly of: string;
  readonly id: RecordId;
  readonly matter: ItemId;
  readonly until: number;
  readonly text: string;
  readonly lang: Lang;
};

/**
 * Asks the owner about a matter that was attached to a case, and writes into the case that it was asked: both or neither.
 * @throws as `actOn` and `sayOfCaseIn`; BAD_FIELD for a matter of ours alone
 */
export async function consultOwner(
  desk: Desk,
  officer: Officer,
  { of, id, matter, until, text, lang }: Consulting,
): Promise<Sent> {
  if (isOwnItem(matter)) throw badArg("matter", "matter that came over a link");
  const { party } = desk.ports.identity;
  // One act at home and one that crosses: each has an id, and the one is found by the other.
  const crossing = id;
  const step = flipped(id);
  const consultation = itemOf(party, crossing);
  const said = {
    id: step,
    case: of,
    do: "case-consult",
    args: { matter, consultation },
    text: null,
  } as const;
  const kind = await desk.store.tx(async (tx) => (await readCase(desk, tx, of)).open.kind);
  const acting: ActingDesk = {
    ...consultingDesk,
    check: async (_, __, { args }) => {
      if (Number(args["until"]) <= desk.ports.world.now()) throw badArg("until", "day to come");
    },
    after: async (at, tx) => void (await sayOfCaseIn(at, tx, officer, said, checkOf(at))),
  };
  return actOn(desk, acting, officer, null, {
    id: crossing,
    do: "consult",
    args: { kind, matter, until } as unknown as Args,
    after: [null, null],
    body: { text, lang },
  });
}

/** The id of the step at home: made of the other, so that sending twice is doing once. */
const flipped = (id: RecordId): RecordId => {
  const last = Number.parseInt(id.slice(-1), 16) ^ 8;
  return `${id.slice(0, -1)}${last.toString(16)}` as RecordId;
};

/** Every consultation that can be read here, ours and theirs. */
export async function consultationsIn(desk: Desk, tx: PgTx): Promise<readonly Known[]> {
  const all: Known[] = [];
  for (const item of await openedOf(tx, VERSIONS, desk.ports.identity.party)) {
    const known = await readable(desk, tx, item);
    if (known) all.push(known);
  }
  return all;
}

/** Those that serve one case. */
export async function consultationsOf(
  desk: Desk,
  tx: PgTx,
  { matters }: Pick<Case, "matters">,
): Promise<readonly Known[]> {
  const all: Known[] = [];
  for (const item of matters.flatMap(({ consultations }) => consultations)) {
    const known = await readable(desk, tx, item as ItemId);
    if (known) all.push(known);
  }
  return all;
}

/** One that this node cannot read must not hide the others. */
export async function readable(desk: Desk, tx: PgTx, item: ItemId): Promise<Known | null> {
  try {
    const known = await readKnown(desk, tx, item);
    return known && isConsultation(known.state.workflow.id) ? known : null;
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

export const notConsulted = (): SetuError => new SetuError("NOT_FOUND", "there is no such consultation");

export const matterOf = ({ state }: Known): string => String(openingOf(state.judged).act.args["matter"]);

const openingOf = (judged: readonly Judged[]): Judged => {
  const first = judged.find(({ act, void: why }) => act.do === "consult" && why === null);
  if (!first) throw new Error("an open consultation has no opening");
  return first;
};

/** @param seen whether the reader may know of the matter @param of the case that it serves, where it is ours */
export function consultationRow(desk: Desk, known: Known, seen: boolean, of: string | null): ConsultationRow {
  const { state, item } = known;
  const us = desk.ports.identity.party;
  const { args } = openingOf(state.judged).act;
  const [mine, yours] = us === state.opener.party ? ["opener", "other"] : ["other", "opener"];
  const { status, turn } = state.cell;
  const matter = String(args["matter"]);
  return {
    item,
    ref: refOf(item),
    side: state.opener.party === us ? "us" : "them",
    case: of,
    matter: seen ? { item: matter, ref: refOf(matter as ItemId) } : null,
    kind: String(args["kind"]),
    until: Number(args["until"]),
    status,
    turn: turn === mine ? "us" : turn === yours ? "them" : "none",
    answer: answerOf(state.judged, state.opener.party),
    moves: movesOf(state, us),
  };
}

/** What the owner last said that counts: a move, or the measure that it attests with its date. */
function answerOf(judged: readonly Judged[], asker: string): ConsultationRow["answer"] {
  const last = judged.findLast(({ party, void: why }) => party !== asker && why === null);
  if (!last) return null;
  const { do: what, args } = last.act;
  return {
    code: what === "attest" ? String(args["measure"]) : what,
    ground: args["ground"] === undefined ? null : String(args["ground"]),
    at: what === "attest" ? Number(args["at"]) : last.t,
  };
}
