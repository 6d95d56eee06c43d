import {
  DESK_ACTIONS,
  NEVER,
  type Action,
  type Circumstances,
  type ItemFacts,
  type OfficerFacts,
  type Power,
} from "./facts.ts";
import { ITEM, NOW, OFFICER, topicsUpTo } from "./facts.fixture.ts";
import { TOPICAL, type Topical } from "./topics.ts";

/** What the policies are for, one thing a row: a case fails when the policy it stands for is not there or not right. */
export type Case = {
  readonly what: string;
  readonly action: Action;
  readonly officer: OfficerFacts;
  readonly item: ItemFacts | null;
  readonly context: Circumstances;
  readonly allow: boolean;
};

type Given = {
  readonly officer?: Partial<OfficerFacts>;
  readonly item?: Partial<ItemFacts>;
  readonly context?: Partial<Circumstances>;
};

const caseOf =
  (allow: boolean) =>
  (what: string, action: Action, { officer = {}, item = {}, context = {} }: Given = {}): Case => ({
    what,
    action,
    officer: { ...OFFICER, ...officer },
    item: (DESK_ACTIONS as readonly Action[]).includes(action) ? null : { ...ITEM, ...item },
    context: { now: NOW, open: true, ...context },
    allow,
  });
const may = caseOf(true);
const mayNot = caseOf(false);

/** Each action that a power gives; `read` beside it, without which nobody acts on an item. */
const GIVEN: { readonly [power in Power]: readonly Action[] } = {
  read: ["list", "search", "hear", "read", "look", "download", "prove", "watch"],
  draft: ["note", "refer", "relate", "translate", "follow-up", "put-away", "take", "draft", "intake"],
  send: ["ask", "send", "take-back", "recall", "release"],
  approve: ["approve", "return"],
  assign: ["assign"],
  export: ["export"],
  seal: ["seal", "unseal", "compartment"],
  supervise: ["outline", "pass-on", "lead"],
  administer: ["administer"],
  oversee: ["oversee"],
  redress: ["redress"],
  provision: ["provision"],
};
const others = (power: Power): readonly Power[] => OFFICER.powers.filter((each) => each !== power);

const given = Object.entries(GIVEN).flatMap(([name, actions]) => {
  const power = name as Power;
  const alone: readonly Power[] = power === "oversee" || power === "administer" ? [power] : ["read", power];
  return actions.flatMap((action) => [
    may(`${power} gives ${action}`, action, { officer: { powers: alone } }),
    mayNot(`without ${power} no ${action}`, action, { officer: { powers: others(power) } }),
  ]);
});

const CONTENT: readonly Action[] = [
  "list",
  "read",
  "note",
  "export",
  "watch",
  "assign",
  "send",
  "approve",
  "seal",
];
const REVIEWER: Partial<OfficerFacts> = {
  id: "ca.reviewer",
  agency: "ca.review",
  clearance: 0,
  compartments: [],
  powers: ["oversee"],
  topics: {},
  onDuty: false,
  approving: false,
};
/** Behind every wall at once. */
const WALLED: Partial<ItemFacts> = {
  audience: [],
  red: true,
  expires: NOW,
  level: 4,
  compartments: ["gamma"],
  sealed: true,
};

const walls: readonly Case[] = CONTENT.flatMap((action) => [
  mayNot(`${action}: another agency's`, action, { item: { audience: ["ca.agency-2"] } }),
  mayNot(`${action}: nobody's, written by nobody of ours`, action, { item: { audience: [], author: "" } }),
  mayNot(`${action}: red, and others are named`, action, { item: { red: true, named: ["ca.officer-2"] } }),
  mayNot(`${action}: expired this instant`, action, { item: { expires: NOW } }),
  mayNot(`${action}: above the clearance`, action, { officer: { clearance: 1 } }),
  mayNot(`${action}: one of two compartments is not hers`, action, {
    item: { compartments: ["alpha", "gamma"] },
  }),
  mayNot(`${action}: sealed, and others are named`, action, {
    item: { sealed: true, named: ["ca.officer-2"] },
  }),
  mayNot(`${action}: suspended`, action, { officer: { active: false } }),
  mayNot(`${action}: an administrator`, action, { officer: { powers: [...OFFICER.powers, "administer"] } }),
  may(`${action}: the last millisecond`, action, { item: { expires: NOW + 1 } }),
  may(`${action}: red, and she is named`, action, {
    item: { red: true, named: ["ca.officer-2", OFFICER.id] },
  }),
  may(`${action}: sealed, and she is named`, action, { item: { sealed: true, named: [OFFICER.id] } }),
  may(`${action}: both compartments are hers`, action, { item: { compartments: ["beta", "alpha"] } }),
  may(`${action}: at her clearance`, action, { officer: { clearance: 2 } }),
]);

/** Of each power that holds by topic, what is done by it. */
const BY_TOPIC: { readonly [power in Topical]: readonly Action[] } = {
  read: ["list", "read", "export", "watch", "assign", "seal", "note", "send", "approve"],
  draft: ["note", "take", "draft"],
  send: ["send", "take-back", "recall", "release"],
  approve: ["approve", "return"],
};
const ceiling = (power: Topical, ceilings: { readonly [topic: string]: number }) => ({
  topics: { ...OFFICER.topics, [power]: ceilings },
});

const topics: readonly Case[] = TOPICAL.flatMap((power) =>
  BY_TOPIC[power].flatMap((action) => [
    may(`${power} in the topic, at the level: ${action}`, action, { officer: ceiling(power, { cyber: 2 }) }),
    mayNot(`${power} below the level: ${action}`, action, {
      officer: ceiling(power, { cyber: 1, drugs: 4 }),
    }),
    mayNot(`${power} in another topic: ${action}`, action, { officer: ceiling(power, { drugs: 4 }) }),
    mayNot(`${power} in no topic: ${action}`, action, { officer: ceiling(power, {}) }),
    mayNot(`${power} in a topic of which nobody has heard: ${action}`, action, { item: { topic: "new" } }),
  ]),
);

const REASON = { purpose: "own-inquiry", reason: "asked by the prosecutor" };
const OFF_DUTY: Partial<OfficerFacts> = { onDuty: false, approving: false };
const CLOSED: Partial<Circumstances> = { open: false };

export const CASES: readonly Case[] = [
  ...given,
  ...walls,
  ...topics,
  may("outline: in a topic that she does not read", "outline", { officer: { topics: {} } }),
  may("ask: in which topic is judged by what is asked", "ask", { officer: { topics: {} } }),
  may("no level, and a topic up to none", "read", {
    officer: { topics: topicsUpTo(["cyber"], 0) },
    item: { level: 0 },
  }),
  may("own: with no power at all", "own", { officer: { powers: [] } }),
  mayNot("own: suspended", "own", { officer: { active: false } }),
  may("own: an administrator", "own", { officer: { powers: ["administer"] } }),
  may("own: a reviewer", "own", { officer: REVIEWER }),
  mayNot("an id is needed, or what nobody wrote would be his", "list", {
    officer: { id: "" },
    item: { author: "" },
  }),
  may("what she wrote, in another agency since", "list", { item: { audience: [], author: OFFICER.id } }),
  mayNot("named outside the audience is not released to", "list", {
    item: { audience: ["ca.agency-2"], named: [OFFICER.id] },
  }),
  mayNot("a note by who may write and not read", "note", { officer: { powers: ["draft"] } }),

  may("outline: released to no agency", "outline", { item: { audience: [] } }),
  may("outline: red", "outline", { item: { red: true } }),
  may("outline: expired", "outline", { item: { expires: NOW } }),
  mayNot("outline: above the clearance", "outline", { item: { level: 4 }, officer: { clearance: 3 } }),
  mayNot("outline: in a compartment", "outline", { item: { compartments: ["gamma"] } }),
  mayNot("outline: sealed", "outline", { item: { sealed: true } }),
  may("outline: sealed, and she is named", "outline", { item: { sealed: true, named: [OFFICER.id] } }),
  may("pass-on: off duty, without reading", "pass-on", {
    officer: { ...OFF_DUTY, powers: ["supervise"] },
    item: { audience: [] },
  }),

  may("read: off duty and named", "read", { officer: OFF_DUTY, item: { named: [OFFICER.id] } }),
  may("read: off duty, and hers", "read", { officer: OFF_DUTY, item: { author: OFFICER.id } }),
  may("read: off duty, with purpose and reason", "read", { officer: OFF_DUTY, context: REASON }),
  mayNot("read: off duty, and no reason", "read", { officer: OFF_DUTY }),
  mayNot("read: off duty, a purpose alone", "read", {
    officer: OFF_DUTY,
    context: { purpose: "own-inquiry" },
  }),
  mayNot("read: off duty, a reason alone", "read", { officer: OFF_DUTY, context: { reason: "asked" } }),
  mayNot("read: off duty, an empty purpose", "read", {
    officer: OFF_DUTY,
    context: { ...REASON, purpose: "" },
  }),
  mayNot("read: off duty, an empty reason", "read", {
    officer: OFF_DUTY,
    context: { ...REASON, reason: "" },
  }),
  mayNot("read: off duty, an open matter of others", "read", {
    officer: OFF_DUTY,
    context: { open: true },
  }),
  mayNot("read: on duty, a closed matter of others", "read", { context: CLOSED }),
  may("read: on duty, a closed matter and named", "read", { context: CLOSED, item: { named: [OFFICER.id] } }),
  may("read: on duty, a closed matter with purpose and reason", "read", {
    context: { ...CLOSED, ...REASON },
  }),
  may("read: off duty, and a release waits for her", "read", {
    officer: OFF_DUTY,
    context: { ...CLOSED, task: true },
  }),
  mayNot("read: no release waits for her", "read", { officer: OFF_DUTY, context: { task: false } }),
  may("list: off duty", "list", { officer: OFF_DUTY }),

  mayNot("approve: her own draft", "approve", { item: { author: OFFICER.id } }),
  may("return: her own draft", "return", { item: { author: OFFICER.id } }),
  mayNot("approve: off duty", "approve", { officer: OFF_DUTY }),
  mayNot("approve: on duty, and not as an approver", "approve", { officer: { approving: false } }),
  may("approve: on duty as an approver alone", "approve", { officer: { onDuty: false } }),
  mayNot("release: off duty", "release", { officer: OFF_DUTY }),
  may("send: off duty", "send", { officer: OFF_DUTY }),
  may("send: her own", "send", { item: { author: OFFICER.id } }),

  ...(["list", "search", "hear", "read", "look", "download", "prove", "export"] as const).map((action) =>
    may(`oversight passes every wall: ${action}`, action, { officer: REVIEWER, item: WALLED }),
  ),
  ...(
    ["note", "watch", "assign", "send", "approve", "seal", "outline", "ask", "intake", "lead"] as const
  ).map((action) =>
    mayNot(`oversight changes nothing: ${action}`, action, {
      officer: {
        ...REVIEWER,
        powers: [...OFFICER.powers, "oversee"],
        topics: OFFICER.topics,
        onDuty: true,
        approving: true,
      },
    }),
  ),
  mayNot("oversight ends with the accreditation", "read", { officer: { ...REVIEWER, active: false } }),
  ...(["ask", "intake", "oversee", "lead", "outline", "list"] as const).map((action) =>
    mayNot(`administration is nothing else: ${action}`, action, {
      officer: { powers: [...OFFICER.powers, "administer", "oversee"] },
    }),
  ),
  ...(["read", "export"] as const).map((action) =>
    mayNot(`administration reads nothing: ${action}`, action, {
      officer: { powers: ["read", "export", "administer"] },
    }),
  ),
  mayNot("outline: an administrator", "outline", { officer: { powers: ["supervise", "administer"] } }),
  mayNot("administer: suspended", "administer", { officer: { powers: ["administer"], active: false } }),
  ...(["ask", "intake", "lead", "administer", "oversee", "list", "outline"] as const).map((action) =>
    mayNot(`a directory does nothing else: ${action}`, action, { officer: { powers: ["provision"] } }),
  ),
  mayNot("redress: an administrator", "redress", { officer: { powers: ["administer", "redress"] } }),
  mayNot("redress: a reviewer", "redress", { officer: { powers: ["oversee", "redress"] } }),
  mayNot("provision: an administrator", "provision", { officer: { powers: ["administer", "provision"] } }),
  mayNot("provision: a reviewer", "provision", { officer: { powers: ["oversee", "provision"] } }),
  may("what never expires", "list", { item: { expires: NEVER } }),
];
