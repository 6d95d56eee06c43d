import type { Lang } from "./api.ts";

/** What concerns one officer alone: what they are told, how they like their screens, where they are signed in. */

/**
 * `deadline` is one's own; `unclaimed` the deadline of what nobody has, told to every officer of the desk; `outcome` the
 * date by which the other side is owed word of what came of its answer; `access` a colleague's question, to who leads.
 */
export const NOTICE_KINDS = [
  "assigned",
  "mentioned",
  "reply",
  "deadline",
  "unclaimed",
  "follow-up",
  "outcome",
  "failed",
  "access",
  "brake",
  "finding",
  "release",
  "individual",
  "officers",
  "suspension",
  "permission",
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** About no single item: they lead to a list, which shows each reader what she may see. */
export const OF_NO_ITEM: ReadonlySet<NoticeKind> = new Set([
  "brake",
  "finding",
  "release",
  "individual",
  "officers",
  "suspension",
]);

/** Reason of a notice of the kind `access` to who had asked: it may be read now. */
export const GRANTED = "granted";

/** Marks of the legal clock: 50, 75 and 100 % of the time. */
export const MARKS = ["p50", "p75", "p100"] as const;

/** `mail`: at once; `digest`: in one mail at the beginning of the officer's shift, unless it went at once. */
export const CHANNELS = ["screen", "mail", "digest"] as const;
export type Channels = { readonly [channel in (typeof CHANNELS)[number]]: boolean };
export type NoticePreferences = { readonly [kind in NoticeKind]: Channels };

export const NOTICE_DEFAULTS: NoticePreferences = {
  assigned: { screen: true, mail: true, digest: true },
  mentioned: { screen: true, mail: false, digest: true },
  reply: { screen: true, mail: true, digest: true },
  deadline: { screen: true, mail: true, digest: true },
  unclaimed: { screen: true, mail: false, digest: true },
  "follow-up": { screen: true, mail: false, digest: true },
  outcome: { screen: true, mail: false, digest: true },
  failed: { screen: true, mail: true, digest: true },
  access: { screen: true, mail: false, digest: true },
  brake: { screen: true, mail: false, digest: true },
  finding: { screen: true, mail: true, digest: true },
  release: { screen: true, mail: true, digest: true },
  individual: { screen: true, mail: true, digest: true },
  officers: { screen: true, mail: true, digest: true },
  suspension: { screen: true, mail: true, digest: true },
  permission: { screen: true, mail: true, digest: true },
};

/** The hour of an officer's day at which a shift begins, where she has not said. */
export const SHIFT_BEGINS = 8;

/** One's own deadline is always shown on the screen. */
export const alwaysOn = (kind: NoticeKind, channel: keyof Channels): boolean =>
  kind === "deadline" && channel === "screen";

/**
 * Something happened that concerns the reader. The reason is a code: the act of the other side (`reply`), the mark that
 * was passed (`deadline`, `unclaimed`), `returned`, `declined` or `link-stopped` (`failed`), the officer who asks (`access`), or who is stopped, or `half` (`brake`), the act of oversight (`finding`), what became of a release (`release`), what of an officer waits for somebody (`officers`), whether the exchange was suspended or resumed, and by whom (`suspension`), the act of the other side about leave, or how soon leave ends (`permission`), else the kind itself.
 */
export type Notice = {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly reason: string;
  readonly item: string;
  readonly ref: string;
  /** As the list of requests shows it now; the notice itself has no content. */
  readonly title: string | null;
  readonly lang: Lang | null;
  readonly due: number | null;
  readonly at: number;
  readonly read: boolean;
};

/** Newest first, 50 a page; `next` is sent as `after`. */
export type NoticeList = {
  readonly unread: number;
  readonly rows: readonly Notice[];
  readonly next: number | null;
  readonly now: number;
};

export type NoticeSettings = {
  readonly notices: NoticePreferences;
  /** The hour at which her shift begins, in her zone, 0 to 23. */
  readonly shift: number;
  /** Whether this node sends mail to this officer at all. */
  readonly mail: boolean;
};

export const DENSITIES = ["compact", "standard", "comfortable"] as const;
export const THEMES = ["system", "light", "dark"] as const;

/** Null: not chosen. The language is then the officer's, the zone the node's. */
export type Preferences = {
  readonly lang: Lang | null;
  readonly zone: string | null;
  readonly density: (typeof DENSITIES)[number];
  readonly theme: (typeof THEMES)[number];
  /** Single-letter keys: WCAG 2.1.4 asks that they can be turned off. */
  readonly keys: boolean;
  readonly sound: boolean;
};

export const PREFERENCES: Preferences = {
  lang: null,
  zone: null,
  density: "standard",
  theme: "system",
  keys: true,
  sound: false,
};

/** Zones of desks, IANA name and the word people know: Intl prints "GMT+5:30" where an officer says IST. */
export const ZONES = [
  { id: "America/St_Johns", label: "NT" },
  { id: "America/Halifax", label: "AT" },
  { id: "America/Toronto", label: "ET" },
  { id: "America/Winnipeg", label: "CT" },
  { id: "America/Regina", label: "CST" },
  { id: "America/Edmonton", label: "MT" },
  { id: "America/Vancouver", label: "PT" },
  { id: "Asia/Kolkata", label: "IST" },
  { id: "UTC", label: "UTC" },
] as const;

/** The feed's address is told once, when it is made; afterwards only that there is one. */
export type Feed = { readonly made: number | null };
export type NewFeed = { readonly path: string };

export type OwnSession = {
  readonly id: string;
  readonly began: number;
  readonly used: number;
  /** The one that asks. */
  readonly here: boolean;
};

/** What an officer has given a program of her own; the token itself is told once. */
export type OwnToken = {
  readonly id: string;
  readonly name: string;
  /** Else it reads only. */
  readonly writes: boolean;
  readonly made: number;
  readonly until: number;
  readonly used: number | null;
};
export type MadeToken = { readonly token: string };

/** That an administrator has asked for a new code for an officer; another has to agree. */
export type Recovery = { readonly officer: string; readonly askedBy: string; readonly at: number };
/** `may`: the reader is an administrator. */
export type Recoveries = { readonly may: boolean; readonly open: readonly Recovery[] };
/** By which an officer registers a key; told once. */
export type NewCode = { readonly code: string };

/** A passkey of an officer. Its name is the officer's; the key itself never leaves the device. */
export type OwnKey = {
  /** Hash of the public key: what signatures call it. */
  readonly key: string;
  readonly name: string;
  /** A cloud may copy it to other devices, and has. */
  readonly synced: boolean;
  readonly backedUp: boolean;
  readonly made: number;
  readonly used: number | null;
  /** Out of use since then: taken out, or because its counter went back. */
  readonly ended: number | null;
  readonly why: "removed" | "counter" | null;
};
