import { NOTHING_LEARNT, type Learning } from "@setu/requests/learning.ts";
import {
  NOTICE_DEFAULTS,
  type Notice,
  type NoticeList,
  type NoticePreferences,
  type OwnKey,
  type OwnSession,
  type OwnToken,
  type Preferences,
  type Recovery,
} from "@setu/requests/me.ts";

/** What concerns one officer alone, in the stand-in: one officer's notices, preferences, feed and sessions. */
export type MeState = {
  notices: Notice[];
  preferences: Preferences | null;
  noticePreferences: NoticePreferences;
  shift: number;
  /** Whether this node sends mail. */
  mail: boolean;
  feed: number | null;
  sessions: OwnSession[];
  keys: OwnKey[];
  tokens: OwnToken[];
  recoveries: Recovery[];
  /** Beside the accounts. */
  ways: {
    readonly oidc: boolean;
    readonly passkeys: boolean;
    readonly certificates: boolean;
    readonly training?: true;
  };
  learning: Learning;
  practice: boolean;
};

const IN_USE = { synced: true, backedUp: false, used: Date.now(), ended: null, why: null } as const;
const COPIED = { ...IN_USE, synced: false, ended: Date.now(), why: "counter" } as const;

export const newMe = (): MeState => ({
  notices: [],
  preferences: null,
  noticePreferences: NOTICE_DEFAULTS,
  shift: 8,
  mail: true,
  feed: null,
  learning: NOTHING_LEARNT,
  practice: true,
  ways: { oidc: false, passkeys: false, certificates: false },
  tokens: [],
  recoveries: [],
  keys: [
    { key: "a".repeat(43), name: "Blue key", made: Date.now() - 9_000_000, ...IN_USE },
    { key: "b".repeat(43), name: "Office laptop", made: Date.now() - 8_000_000, ...COPIED },
  ],
  sessions: [
    { id: "a".repeat(32), began: Date.now() - 3_600_000, used: Date.now(), here: true },
    { id: "b".repeat(32), began: Date.now() - 9_000_000, used: Date.now() - 500_000, here: false },
  ],
});

const PAGE = 50;
const asked: Readonly<Record<string, (me: MeState, rest: string[], json: Json, url: URL) => unknown>> = {
  "GET notices": (me, [what], _, url) => {
    if (what === "preferences") return { notices: me.noticePreferences, shift: me.shift, mail: me.mail };
    const after = Number(url.searchParams.get("after") ?? Infinity);
    const shown = me.notices.filter(({ id }) => id < after).toSorted((a, b) => b.id - a.id);
    const rows = shown.slice(0, PAGE);
    const unread = me.notices.filter(({ read }) => !read).length;
    const next = shown.length > PAGE ? (rows.at(-1)?.id ?? null) : null;
    return { unread, rows, next, now: Date.now() } satisfies NoticeList;
  },
  "PUT notices": (me, _, json) => {
    me.noticePreferences = json["notices"] as NoticePreferences;
    me.shift = json["shift"] as number;
    return { notices: me.noticePreferences, shift: me.shift, mail: me.mail };
  },
  "POST notices": (me, _, { ids = [], all = 0 }) => {
    const read = ids as number[];
    me.notices = me.notices.map((each) => ({
      ...each,
      read: each.read || read.includes(each.id) || each.id <= (all as number),
    }));
  },
  "GET preferences": (me) => me.preferences,
  "PUT preferences": (me, _, json) => {
    me.preferences = json["preferences"] as Preferences;
  },
  "GET learning": ({ learning, practice }) => ({ ...learning, practice }),
  "PUT learning": (me, _, json) => {
    me.learning = json["learning"] as Learning;
  },
  "GET feed": (me) => ({ made: me.feed }),
  "POST feed": (me) => {
    me.feed = Date.now();
    return { path: `/feeds/${"synthetic".repeat(4)}-feed-1.ics` };
  },
  "DELETE feed": (me) => {
    me.feed = null;
  },
  "GET sessions": (me) => me.sessions,
  "GET recoveries": (me) => ({ may: true, open: me.recoveries }),
  "POST recoveries": (me, [officer], json) => {
    if (officer === undefined)
      me.recoveries = [{ officer: String(json["officer"]), askedBy: "officer-ca", at: Date.now() }];
    else me.recoveries = [];
    return officer === undefined ? undefined : { code: "SYNTH-ET1C0-0DE00-00000" };
  },
  "GET tokens": (me) => me.tokens,
  "POST tokens": (me, _, json) => {
    const made = {
      name: String(json["name"]),
      writes: json["writes"] === true,
      made: Date.now(),
      used: null,
    };
    const until = Date.now() + Number(json["hours"]) * 3_600_000;
    me.tokens = [...me.tokens, { ...made, id: String(me.tokens.length).padStart(32, "c"), until }];
    return { token: `setu_${"synthetic".repeat(5)}`.slice(0, 48) };
  },
  "DELETE tokens": (me, [id]) => {
    me.tokens = me.tokens.filter((each) => each.id !== id);
  },
  "GET keys": (me) => me.keys,
  "PUT keys": (me, [key], json) => {
    me.keys = me.keys.map((each) => (each.key === key ? { ...each, name: String(json["name"]) } : each));
  },
  "DELETE keys": (me, [key]) => {
    me.keys = me.keys.map((each) =>
      each.key === key ? { ...each, ended: Date.now(), why: "removed" as const } : each,
    );
  },
  "DELETE sessions": (me, [id]) => {
    me.sessions = me.sessions.filter((each) => each.id !== id);
  },
};

type Json = Record<string, unknown>;

/** @returns null when it is none of these; `body` undefined for an answer without one */
export function answerMe(
  me: MeState,
  method: string,
  [name = "", ...rest]: string[],
  json: Json,
  url: URL,
): { readonly body: unknown } | null {
  const key = `${method} ${name}`;
  return Object.hasOwn(asked, key) ? { body: asked[key]?.(me, rest, json, url) } : null;
}

/** One notice of each kind, on real items of the stand-in. */
export function makeNotices(items: readonly Pick<Notice, "item" | "ref" | "title" | "lang">[]): Notice[] {
  const now = Date.now();
  const told = [
    ["deadline", "p100"],
    ["assigned", "assigned"],
    ["reply", "answer"],
    ["unclaimed", "p75"],
    ["mentioned", "mentioned"],
    ["follow-up", "follow-up"],
    ["failed", "link-stopped"],
    ["deadline", "p50"],
    ["release", "waits"],
  ] as const;
  return told.flatMap(([kind, reason], i) => {
    const found = items[i % items.length];
    if (found === undefined) return [];
    const { item, ref, title, lang } = found;
    const at = now - i * 2_700_000;
    const due = i % 3 === 2 ? null : now + (i - 1) * 3_600_000;
    return { id: told.length - i, kind, reason, item, ref, title, lang, due, at, read: i > 4 };
  });
}
