import type { Exchange, GateAnswer, GateSaid, Marking } from "@setu/core";
import { asked, judge } from "@setu/core/gates/index.ts";
import type { Account } from "@setu/requests/api.ts";
import type { ReleaseLine, Releases, ReleaseView } from "@setu/requests/release-api.ts";

/** What waits for its release, in the stand-in: one act of a colleague's, gates of its own, and one to be reviewed. */
export type ReleaseState = {
  state: ReleaseLine["state"];
  answers: GateAnswer[];
  remarks: ReleaseView["remarks"];
  turn: string | null;
  reviewed: boolean;
  readonly done: { readonly what: string; readonly json: object }[];
};

export const newReleases = (): ReleaseState => ({
  state: "open",
  answers: [],
  remarks: [],
  turn: null,
  reviewed: false,
  done: [],
});

const HASH = "3Qp7aZ0mY6cT1nB9sK4vX8rL2wE5dG0hJ7fU3iO6qAY";
const WAITS = "a".repeat(32);
const ALONE = "b".repeat(32);
const OWN = "c".repeat(32);
const CORRECTS = "e".repeat(32);
const MARK = {
  tlp: "AMBER+STRICT",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
} as unknown as Marking;
const REPLACED: ReleaseView["replaces"] = {
  id: "f".repeat(32),
  at: Date.now() - 86_400_000,
  tlp: MARK.tlp,
  bodyState: "here",
  rule: null,
  body: {
    text: "The subscriber is a synthetic person.\nIts address is in the annex.",
    lang: "en",
    by: { name: "Officer Two", agency: "ca.ncb-ottawa" },
    files: [],
  } as never,
};
const NARROWS: ReleaseView["narrows"] = {
  rule: null,
  before: MARK,
  after: { ...MARK, tlp: "RED", audience: MARK.audience.slice(0, 1) },
  lost: ["in.ncb-new-delhi"],
  passed: [],
};
const PROFILE = {
  notApplicable: { g2: "Intelligence only: exempt by arrangement", g11: "One person, no bulk" },
};

function lineOf(state: ReleaseState, id: string, me: Account, other: Account): ReleaseLine {
  const at = Date.now() - 7_200_000;
  return {
    id,
    item: `in:${"d".repeat(32)}`,
    ref: "IN-2222-2222-2",
    do: id === CORRECTS ? "correct" : "answer",
    author: id === OWN ? me.id : other.id,
    at,
    due: at + 86_400_000,
    tlp: MARK.tlp,
    state: id === WAITS ? state.state : id === ALONE ? "approved" : "open",
    turn: id === WAITS ? state.turn : null,
    review: id === ALONE && !state.reviewed ? at + 86_400_000 : null,
  };
}

export function releasesIn(state: ReleaseState, me: Account, other: Account): Releases {
  const line = (id: string) => lineOf(state, id, me, other);
  return {
    waiting: state.state === "open" ? [line(WAITS)] : [],
    mine: [line(OWN)],
    reviews: state.reviewed ? [] : [line(ALONE)],
    now: Date.now(),
  };
}

export function releaseIn(state: ReleaseState, id: string, me: Account, other: Account): ReleaseView {
  const line = lineOf(state, id, me, other);
  const scope = { matter: line.item, subject: "synthetic person", purpose: "investigation", recipients: [] };
  const judgement = judge(PROFILE, state.answers, {
    proposal: id,
    scope,
    author: line.author,
    now: Date.now(),
    emergency: false,
    reuses: [],
  });
  return {
    ...line,
    hash: HASH,
    needs: { gates: "giving" satisfies Exchange, fourEyes: true, signed: false },
    crosses: {
      args: {},
      mark: MARK,
      lane: "main",
      body: {
        text: "The subscriber is a synthetic firm.\nIts address is in the annex.",
        lang: "en",
        translations: [{ lang: "fr", text: "L’abonné est une société fictive.", by: "person" } as never],
      },
      files: [{ name: "annex.pdf", type: "application/pdf", size: 20_480 }],
    },
    before: { title: "", text: "The subscriber is a firm.\nIts address is in the annex." },
    replaces: id === CORRECTS ? REPLACED : null,
    // A node says one of the two; here both are looked at on one screen.
    narrows: id === CORRECTS ? NARROWS : null,
    gates: asked(PROFILE),
    leftOut: Object.entries(PROFILE.notApplicable).map(([gate, because]) => ({
      gate: gate as "g2",
      because,
    })),
    answers: state.answers,
    others: [],
    judgement,
    emergency: null,
    subject: "",
    refusals: [],
    approved: null,
    remarks: id === WAITS ? state.remarks : [],
    stopped: { approve: id === OWN ? "own-draft" : null, answer: null },
    own: id === OWN,
    approvers: id === OWN ? [] : [me],
    nextApprover: id === OWN ? Date.now() + 14_400_000 : null,
  };
}

/** A deed on what waits; the rules are the node's, here it happens. */
export function releaseDeed(
  state: ReleaseState,
  {
    id,
    what,
    json,
    me,
  }: { readonly id: string; readonly what: string; readonly json: object; readonly me: Account },
): object | null {
  state.done.push({ what, json });
  const said = json as {
    readonly text?: string | null;
    readonly officer?: string;
    readonly answer?: GateSaid;
  };
  const remark = { do: "", by: me.id, at: Date.now(), text: said.text ?? "" };
  switch (what) {
    case "gate":
      state.answers.push({
        ...(said.answer as GateSaid),
        id: crypto.randomUUID(),
        proposal: id,
        decider: me.id,
        at: Date.now() as never,
        scope: { matter: "", subject: "", purpose: "", recipients: [] },
      });
      return null;
    case "approve":
      state.state = "approved";
      return { heldUntil: Date.now() + 10_000 };
    case "return":
      state.state = "returned";
      state.remarks = [{ ...remark, do: "send-back" }];
      return null;
    case "hand":
      state.turn = said.officer ?? null;
      return null;
    case "review":
      state.reviewed = true;
      return null;
    default:
      return null;
  }
}

export const RELEASE_IDS = { waits: WAITS, alone: ALONE, own: OWN, corrects: CORRECTS };
