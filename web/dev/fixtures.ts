import { createHash } from "node:crypto";
import type { Args, ItemId, Marking } from "@setu/core";
import type {
  Clock,
  Colleague,
  Delivery,
  Lang,
  RequestView,
  Session,
  TimelineAct,
} from "@setu/requests/api.ts";
import { evaluatingMoves, evaluationsOf, recordKey } from "@setu/requests/evaluation.ts";
import { FEEDBACK } from "@setu/requests/feedback.ts";
import { NO_HOME } from "@setu/requests/home.ts";
import { refOf } from "@setu/requests/ref.ts";
import type { Translation } from "@setu/requests/texts/translations.ts";
import { requests } from "@setu/requests/workflow.ts";

/** Synthetic requests in every cell of the product table: no person, place of crime or accusation in them is real. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const TITLES: Readonly<Record<Lang, readonly string[]>> = {
  en: [
    "Subscriber details behind a phishing kit that copies a bank",
    "Ownership of three domain names used in refund fraud",
    "Preservation of a mail account before it is deleted",
    "Consignment data for a container of precursor chemicals",
  ],
  fr: [
    "Titulaire de l’adresse IP d’un serveur d’hameçonnage",
    "Conservation des journaux d’un hébergeur avant leur effacement",
    "Vérification d’un document de voyage présenté à l’embarquement",
  ],
  hi: [
    "फ़िशिंग सर्वर से जुड़े ग्राहक का विवरण",
    "धोखाधड़ी में प्रयुक्त तीन डोमेन नामों का स्वामित्व",
    "यात्रा दस्तावेज़ की जाँच का अनुरोध",
  ],
};

const TEXTS: Readonly<Record<Lang, string>> = {
  en: "A phishing kit was found at 203.0.113.24 on 21 November between 04:10 and 06:55 UTC.\n\nPlease give the subscriber behind this address at that time, and say whether the logs are preserved.",
  fr: "Un nécessaire d’hameçonnage a été trouvé à l’adresse 203.0.113.24 le 21 novembre, entre 4 h 10 et 6 h 55 UTC.\n\nVeuillez indiquer le titulaire de cette adresse à ce moment et si les journaux sont conservés.",
  hi: "21 नवंबर को 04:10 और 06:55 UTC के बीच 203.0.113.24 पर एक फ़िशिंग किट मिली।\n\nकृपया उस समय इस पते के ग्राहक का विवरण दें और बताएँ कि क्या लॉग सुरक्षित हैं।",
};

export const ACCOUNTS = [
  { id: "officer-ca", name: "A. Martel", agency: "ca.ncb-ottawa", lang: "en" },
  { id: "officer-fr", name: "C. Roy", agency: "ca.ncb-ottawa", lang: "fr" },
  { id: "officer-hi", name: "आ. शर्मा", agency: "in.ncb-new-delhi", lang: "hi" },
] as const;

/** Beside the officers of the desk, one who reads and does not write, and a reviewer, who can be given nothing. */
export const COLLEAGUES: readonly Colleague[] = [
  ...ACCOUNTS.map((each): Colleague => ({ ...each, given: "work" })),
  { id: "officer-reads", name: "L. Reader", agency: "ca.ncb-ottawa", lang: "en", given: "word" },
  { id: "officer-reviews", name: "R. Reviewer", agency: "ca.review", lang: "en", given: "nothing" },
];

export const sessionOf = (account: (typeof ACCOUNTS)[number]): Session => ({
  officer: account,
  node: {
    party: "ca",
    name: { en: "Canada", fr: "Canada", hi: "कनाडा" },
    zone: { id: "America/Toronto", label: "ET" },
    calendar: "ca-2026.1",
  },
  peer: {
    party: "in",
    name: { en: "India", fr: "Inde", hi: "भारत" },
    zone: { id: "Asia/Kolkata", label: "IST" },
    calendar: "in-2026.1",
  },
  powers: ["read", "draft", "send", "approve", "oversee", "redress"],
  now: Date.now(),
  csrf: `mock of ${account.id}`,
  draftKey: createHash("sha256").update(account.id).digest("hex"),
});

export const MARK = {
  tlp: "AMBER",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
} as unknown as Marking;

const ASK = {
  purpose: "investigation",
  offence: "cyber-fraud",
  basis: "police-arrangement",
  link: "subscriber",
  kinds: ["subscriber-details", "ip-address-use"],
  language: "en",
  urgency: "immediate",
  reason: "data-loss",
  use: "investigation",
  calendar: "in-2026.1",
} as unknown as Args;

const hex = (n: number): string => n.toString(16).padStart(32, "0");

const cells = Object.values(requests.product).flatMap((row) => Object.values(row));
/** Every status once, with its turn and clock, in the order of the product table. */
export const STATUSES = [...new Map(cells.map((cell) => [cell.status, cell])).values()];

const delivered = (at: number, upTo: number): Delivery => {
  const reached = (step: number): number | null => (step <= upTo ? at + step * 700 : null);
  return {
    heldUntil: null,
    saved: reached(0),
    signed: reached(1),
    receipted: reached(2),
    applied: reached(3),
    opened: upTo >= 4 ? at + 3 * MINUTE : null,
    declined: null,
  };
};

function clockOf(state: "running" | "paused" | "stopped", now: number, due: number): Clock {
  const start = due - 8 * HOUR;
  return {
    state,
    sent: start - 2 * MINUTE,
    receipted: start - MINUTE,
    start,
    due,
    marks: [start + 4 * HOUR, start + 6 * HOUR, due],
    stoppedAt: state === "stopped" ? Math.min(now, due) - HOUR : null,
    pauses:
      state === "paused"
        ? [{ from: now - HOUR, to: null, until: now + 7 * HOUR }]
        : [{ from: start + HOUR, to: start + 2 * HOUR, until: start + 9 * HOUR }],
    extendedUntil: null,
  };
}

/** How far away the deadlines of the running ones are, so that every group has something in it. */
const DISTANCES = [-8 * HOUR - 50 * MINUTE, 95 * MINUTE, 7 * HOUR + 20 * MINUTE, 52 * HOUR];
const TLPS = ["AMBER", "GREEN", "AMBER+STRICT", "RED", "CLEAR"];
const LANGS = ["en", "hi", "fr"] as const;

export function makeRequests(now: number): Map<string, RequestView> {
  const all = new Map<string, RequestView>();
  for (const role of ["answerer", "asker"] as const) {
    for (const [index, status] of STATUSES.entries()) {
      const view = makeRequest(role, index, status, now);
      all.set(view.item, view);
    }
  }
  return all;
}

type Cell = (typeof STATUSES)[number];

function makeRequest(role: "asker" | "answerer", index: number, cell: Cell, now: number): RequestView {
  const lang = LANGS[index % 3]!;
  const n = index + (role === "asker" ? 100 : 1);
  const item = `${role === "asker" ? "ca" : "in"}:${hex(n * 7919)
    .split("")
    .toReversed()
    .join("")}`;
  const due = now + DISTANCES[index % DISTANCES.length]!;
  const clock = clockOf(cell.clock, now, due);
  const ours = role === "asker";
  const tlp = TLPS[index % TLPS.length]!;
  const mark = { ...MARK, tlp } as Marking;
  const turn = cell.turn === "none" ? "none" : (cell.turn === "opener") === ours ? "us" : "them";
  const at = clock.sent ?? now;
  const story = { ours, n, at, lang, mark, full: index === 0, evaluated: cell.status === "answered" };
  const acts = timelineOf(story);
  const evaluations = evaluationsOf(acts);
  return {
    item,
    ref: refOf(item as ItemId),
    role,
    lane: index === 1 ? "flash" : "main",
    title: index === 7 ? null : TITLES[lang][index % TITLES[lang].length]!,
    lang,
    urgency: ["immediate", "flash", "priority", "routine"][index % 4]!,
    tlp,
    status: cell.status,
    turn,
    clock,
    late:
      cell.status === "part-answered"
        ? { reason: "judicial-authorisation", until: due + 5 * 24 * HOUR, at: now - HOUR }
        : null,
    feedbackDue: Object.hasOwn(FEEDBACK.after, cell.status)
      ? now + (index % 2 === 0 ? 240 : -50) * HOUR
      : null,
    updated: now - index * HOUR,
    messages: index % 5,
    unread: index % 6 === 0,
    untold: index % 6 === 0,
    cameBy: null,
    home: {
      head: null,
      assignee: [null, "officer-fr", "officer-ca"][index % 3] ?? null,
      watchers: index % 7 === 2 ? ["officer-ca"] : [],
      followUp: [now + 26 * HOUR, null, null, now - 20 * MINUTE, null][index % 5] ?? null,
      notes: index % 4,
      tasks: 0,
      taskDates: [],
      done: false,
      doneBy: null,
    },
    ours: NO_HOME,
    related: [],
    args: ASK,
    mark,
    after: [hex(n), hex(n + 1)],
    stopped: {},
    moves: [...movesOf(cell, ours), ...evaluatingMoves(true, acts, evaluations)],
    news: acts.length > 1 ? acts.slice(-1).flatMap(({ id, side }) => (side === "them" ? [id] : [])) : [],
    timeline: acts.map((act) => ({
      ...act,
      evaluation: evaluations.get(recordKey(act.side, act.id)) ?? null,
    })),
    held: [],
  };
}

function movesOf(cell: Cell, ours: boolean): readonly string[] {
  if (cell.turn === "none") return ["message"];
  if (ours) {
    return cell.turn === "opener" && cell.clock === "paused"
      ? ["reply", "withdraw", "message", "recall"]
      : cell.clock === "stopped"
        ? ["close", "message", "recall"]
        : ["revise", "withdraw", "message", "recall"];
  }
  return cell.clock === "running"
    ? ["acknowledge", "clarify", "part", "answer", "refuse", "extend", "contest", "message", "recall"]
    : ["message", "recall"];
}

/** Into the other two languages: by a person, and by a machine. */
const translationsOf = (lang: Lang): readonly Translation[] =>
  LANGS.filter((each) => each !== lang).map((each, index) => ({
    lang: each,
    text: TEXTS[each],
    how: index === 0 ? "human" : "machine",
    by: index === 0 ? "M. Tremblay" : "",
  }));

type Story = {
  readonly ours: boolean;
  readonly n: number;
  readonly at: number;
  readonly lang: Lang;
  readonly mark: Marking;
  readonly full: boolean;
  /** The answer is evaluated, and the other side would evaluate it otherwise. */
  readonly evaluated: boolean;
};

const SIGNED: TimelineAct["signatures"][number] = {
  officer: "in.officer-1",
  kind: "webauthn",
  holds: true,
  reason: null,
  since: null,
};

function timelineOf({ ours, n, at, lang, mark, full, evaluated }: Story): TimelineAct[] {
  const by = (side: "us" | "them") =>
    side === "us"
      ? { name: "A. Martel", agency: "NCB Ottawa" }
      : { name: "R. Iyer", agency: "NCB New Delhi" };
  const act = (
    index: number,
    side: "us" | "them",
    name: string,
    text: string | null,
    rest: Partial<TimelineAct> = {},
  ): TimelineAct => ({
    id: hex(n * 1000 + index),
    side,
    do: name,
    args: {},
    by: by(side),
    at: at + index * 20 * MINUTE,
    body: text === null ? null : { v: 1, text, lang, by: by(side), files: [] },
    bodyState: text === null ? "none" : "here",
    rule: null,
    mark,
    attachments: [],
    evaluation: null,
    pos: index,
    delivery: delivered(at + index * 20 * MINUTE, 4),
    recalled: null,
    signatures: [],
    nodeSince: null,
    void: null,
    ...rest,
  });
  const file = { a: "A".repeat(43), name: "headers.pdf", type: "application/pdf", size: 1_482_000 };
  const [asker, answerer] = ours ? (["us", "them"] as const) : (["them", "us"] as const);
  const short = [
    act(0, asker, "ask", TEXTS[lang], {
      ...(full && {
        body: { v: 1, text: TEXTS[lang], lang, by: by(asker), files: [], translations: translationsOf(lang) },
      }),
      args: ASK,
      attachments: [
        { ...file, parts: { have: 2, all: 2 } },
        { ...file, a: "B".repeat(43), name: "capture.zip", size: 4_100_000, parts: { have: 1, all: 4 } },
      ],
    }),
    act(1, answerer, "acknowledge", null),
  ];
  if (evaluated) {
    const ref = hex(n * 1000 + 2);
    const codes = (scheme: string, source: string, information: string) =>
      ({ ref, scheme, source, information }) as unknown as Args;
    return [
      ...short,
      act(2, answerer, "answer", "The subscriber record is attached."),
      act(3, answerer, "evaluate", null, { args: codes("admiralty-6x6", "b", "i2") }),
      act(4, asker, "re-evaluate", null, { args: codes("europol-4x4", "c", "i3") }),
    ];
  }
  if (!full) return short;
  return [
    ...short,
    act(2, answerer, "clarify", "Which of the two addresses do you mean?", {
      args: { kind: "scope", until: at + 9 * HOUR } as unknown as Args,
    }),
    act(3, asker, "reply", "The first one.", { nodeSince: at + 50 * MINUTE }),
    act(4, answerer, "message", "The provider was asked.", {
      delivery: delivered(at + 80 * MINUTE, 2),
      signatures: [{ ...SIGNED, since: at + 70 * MINUTE }],
    }),
    act(5, answerer, "part", null, {
      bodyState: "destroyed",
      recalled: {
        id: hex(9),
        reason: "wrong-marking",
        at: at + 3 * HOUR,
        state: "received",
        due: at + 3 * HOUR + 30 * 24 * HOUR,
        answer: null,
        answerable: true,
        again: null,
        derived: [
          { what: "read", of: null, by: "ca.officer-2", at: at + 2 * HOUR, last: at + 3 * HOUR, times: 2 },
          {
            what: "use",
            of: "acted-on",
            by: "ca.officer-2",
            at: at + 2 * HOUR,
            last: at + 2 * HOUR,
            times: 1,
          },
        ],
      },
    }),
    act(6, asker, "message", null, {
      bodyState: "unreadable",
      void: "bad-approval",
      signatures: [{ ...SIGNED, officer: null, holds: false, reason: "revoked" }],
    }),
    act(7, answerer, "refuse", "The rest is not held.", {
      args: { ground: "not-held" } as unknown as Args,
      delivery: { ...delivered(at + 140 * MINUTE, 2), declined: "unreadable" },
    }),
  ];
}
