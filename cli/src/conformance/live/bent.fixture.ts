import { isSetuError, SetuError, type ErrorCode } from "@setu/core";
import type { Ports, Tx } from "@setu/link";
import type { LinkClient } from "@setu/server/link-http/client.ts";
import { parseNote, parseCheckpoint } from "tlog";
import { bent } from "../../../../sim/src/bent.ts";
import { between, type Said } from "./between.fixture.ts";
import type { EndingName } from "./endings.ts";
import { ENTRIES } from "./entries.ts";
import type { Bends } from "./tested.fixture.ts";

/** Nodes that break one rule each, and the checks that have to say so: those, and of what was looked at no others. */
type Bent = {
  readonly bends: Bends;
  /** Which checks are made, besides those that open the conversation. */
  readonly looked: RegExp;
  readonly named: readonly string[];
  readonly end?: EndingName;
};

const live = (...names: readonly string[]) => names.map((name) => `live/${name}`);

const storing = (change: (tx: Tx) => Partial<Tx>): Bends => ({
  ports: (ports) => ({ ...ports, store: bent(ports.store, change) }),
});

/** What was taken before is kept, and taken to have come now. */
const takingAgain = storing((tx) => ({
  used: () => Promise.resolve(new Set<never>()),
  putActs: async (rows) => {
    const known = await Promise.all(rows.map(({ act }) => tx.act(act.from, act.id)));
    return tx.putActs(rows.filter((_, i) => known[i] === null));
  },
}));

/** Alarms of this code are not written, and nothing stops. */
const deafTo = (code: ErrorCode): Bends =>
  storing((tx) => ({
    alarm: (peer, alarm, stop) => (alarm.code === code ? Promise.resolve() : tx.alarm(peer, alarm, stop)),
  }));

const jsonOf = ({ body }: Said) => JSON.parse(body.toString()) as Record<string, unknown>;
const withJson = (said: Said, change: object): Said => ({
  ...said,
  body: Buffer.from(JSON.stringify({ ...jsonOf(said), ...change })),
});

/** The newest opening that the honest node gave, of each lane. */
class Openings {
  readonly #last = new Map<string, string>();

  note = (said: Said, path: string): Said => {
    const [, , , lane = "", verb] = path.split("/");
    if (verb === "hello" && said.status === 200) this.#last.set(lane, String(jsonOf(said)["opening"]));
    return said;
  };

  put = (path: string): string => {
    const [, , , lane = "", verb] = path.split("/");
    return verb === "push" ? `/link/1/${lane}/push/${this.#last.get(lane)}` : path;
  };
}

function anyOpening(): Bends {
  const openings = new Openings();
  return between({ path: openings.put, answer: openings.note });
}

function oneOpening(): Bends {
  const openings = new Openings();
  const answer = (said: Said, path: string) => {
    openings.note(said, path);
    return path.endsWith("/hello") && said.status === 200
      ? withJson(said, { opening: "1".repeat(32) })
      : said;
  };
  return between({ path: openings.put, answer });
}

const halfReceipt = (said: Said, path: string): Said => {
  const { receipt } = path.includes("/push/") ? jsonOf(said) : {};
  if (typeof receipt !== "string") return said;
  return withJson(said, { receipt: receipt.split("\n").toSpliced(-2, 1).join("\n") });
};

const changedEntries = (said: Said, path: string): Said => {
  if (!path.endsWith("/fetch") || said.status !== 200) return said;
  const body = Buffer.from(said.body);
  const at = body.length - 400;
  body[at] = (body[at] ?? 0) ^ 1;
  return { ...said, body };
};

const otherCode = (said: Said): Said =>
  said.status === 400 && jsonOf(said)["code"] === "BAD_CHECKPOINT"
    ? withJson(said, { code: "BAD_BUNDLE" })
    : said;

/** Whatever note comes back is a receipt. */
const believing = (ports: Ports): Ports => ({
  ...ports,
  keys: {
    ...ports.keys,
    openReceipt: (note, origin) => {
      try {
        return ports.keys.openReceipt(note, origin);
      } catch {
        return { checkpoint: parseCheckpoint(parseNote(note).text), t: Date.now() };
      }
    },
  },
});

const hasty = (client: LinkClient): LinkClient => ({
  ...client,
  push: async (...sent) => {
    try {
      return await client.push(...sent);
    } catch (error) {
      if (isSetuError(error, "OVER_QUOTA")) return client.push(...sent);
      throw error;
    }
  },
});

const neverAsking = (client: LinkClient): LinkClient => ({
  ...client,
  wraps: () => Promise.reject(new SetuError("NOT_FOUND", "there is nothing here")),
});

/** A clock that goes back by a millisecond whenever it is read, and a log that does not remember its last time. */
const forgetful: Bends = {
  ports: (ports) => {
    let now = Date.now();
    const store = bent(ports.store, (tx) => ({
      own: async (origin, lock) => ({ ...(await tx.own(origin, lock)), lastT: 0 }),
      saveOwn: async (log) => {
        const { lastT } = await tx.own(log.origin, true);
        return tx.saveOwn({ ...log, lastT: Math.max(log.lastT, lastT) });
      },
    }));
    return { ...ports, store, world: { ...ports.world, now: () => --now } };
  },
};

const PATHS = ["unknown-path", "other-version", "unknown-lane", "method", "unknown-file"];
const NOTES = ["unsigned", "one-key-missing-0", "one-key-missing-1", "stranger", "more-lines", "other-root"];
const STOPPED = ["end/stopped-hello", "end/stopped-push", "end/stopped-fetch"];
const UNTAKEN = ENTRIES.flatMap(({ id, taken }) => (taken ? [] : [`entry/${id}`]));
const TWO_GROUPS = "X25519MLKEM768:X25519";

export const BENT: Readonly<Record<string, Bent>> = {
  "speaks TLS 1.2": {
    bends: between({ tls: { minVersion: "TLSv1.2", ecdhCurve: TWO_GROUPS } }),
    looked: /connection\/(?!other)/,
    named: live("connection/tls-1.2"),
  },
  "takes a group that is not post-quantum": {
    bends: between({ tls: { ecdhCurve: TWO_GROUPS } }),
    looked: /connection\//,
    named: live("connection/other-group"),
  },
  "hears whoever calls": {
    bends: between({ strangers: true }),
    looked: /connection\//,
    named: live("connection/no-certificate", "connection/stranger"),
  },
  "answers every path": {
    bends: between({ answer: (said) => (said.status === 404 ? { ...said, status: 200 } : said) }),
    looked: /interface\//,
    named: live(...PATHS.map((path) => `interface/${path}`)),
  },
  "gives every opening the same name": {
    bends: oneOpening(),
    looked: /hello\/fresh/,
    named: live("hello/fresh-opening", "receipt/old-opening"),
  },
  "takes what was pushed under an older opening": {
    bends: anyOpening(),
    looked: /hello\/fresh/,
    named: live("receipt/old-opening"),
  },
  "signs receipts with one of its two keys": {
    bends: between({ answer: halfReceipt }),
    looked: /hello\//,
    named: live("receipt/first", "receipt/repeated", "receipt/overlapping"),
  },
  "gives entries back with a bit changed": {
    bends: between({ answer: changedEntries }),
    looked: /fetch\//,
    named: live("fetch/as-sent"),
  },
  "calls a bad checkpoint a bad bundle": {
    bends: between({ answer: otherCode }),
    looked: /bundle\/note/,
    named: live(...NOTES.map((note) => `bundle/note/${note}`)),
  },
  "does not say when to come again": {
    bends: {
      ...between({ answer: (said) => ({ ...said, retryAfter: undefined }) }),
      // A flood of this, however slow the machine is.
      listener: (options) => ({ ...options, limits: { rate: 10, burst: 100, bodyMs: 30_000 } }),
    },
    looked: /load\/flood/,
    named: live("load/flood"),
  },
  "has as many places as somebody takes": {
    bends: between({ places: 40 }),
    looked: /load\/half/,
    named: live("load/half-open"),
  },
  "takes a record a second time": {
    bends: takingAgain,
    looked: /entry\//,
    named: live("entry/replay"),
  },
  "passes over in silence": {
    bends: storing((tx) => ({ savePeer: (log) => tx.savePeer({ ...log, except: [] }) })),
    looked: /entry\//,
    named: live(...UNTAKEN),
  },
  "never asks for keys again": {
    bends: { client: neverAsking },
    looked: /entry\//,
    named: live("entry/keys-when-asked", "entry/keys-asked-for"),
  },
  "believes any receipt": {
    bends: { ports: believing },
    looked: /sender\/(?:receipt|no-)/,
    named: live("sender/receipt-by-nobody"),
  },
  "comes again before it may": {
    bends: { client: hasty },
    looked: /sender\/retry/,
    named: live("sender/retry-after"),
  },
  "dates an entry before the one before it": {
    bends: forgetful,
    looked: /sender\/(?:no-|whole)/,
    named: live("sender/whole-log"),
  },
  "goes on after a fork": {
    bends: deafTo("FORK"),
    looked: /end\//,
    named: live(...STOPPED),
  },
  "believes a pulse that goes back": {
    bends: deafTo("ROLLBACK"),
    looked: /end\//,
    named: live("end/pulse-number", ...STOPPED),
    end: "pulse-number",
  },
};
