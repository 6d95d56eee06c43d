/** What a field of the log may hold. None of them fits a sentence or a name, and what does not fit is not written. */
export const SHAPES = {
  number: /^-?\d+(\.\d+)?$/,
  code: /^[A-Za-z0-9_.-]{0,64}$/,
  /** An entry, a record, a party, a key, an officer by her id. */
  id: /^[A-Za-z0-9_.:/@=+-]{0,128}$/,
  ids: /^[A-Za-z0-9_.:/@,-]{0,256}$/,
  /** Pattern of a route as the program has it: never the path that was asked for. */
  route: /^[A-Za-z0-9_/:.*{}()[\]+?|\\^$-]{0,128}$/,
  loop: /^[a-z-]{1,24}( [a-z0-9-]{1,32})?$/,
  place: /^([a-z0-9-]+\/){1,6}[a-z0-9.-]+\.ts:\d{1,6}$|^$/,
  address: /^[0-9a-f.:%\]a-z[/-]{0,80}$/,
} as const;
export type Shape = keyof typeof SHAPES;

/** Every event that this program logs, with every field that it may have. docs/operations.md, "The log". */
export const EVENTS = {
  alarm: { code: "code", officer: "id", reason: "code", rows: "number", key: "id" },
  "alarm-failed": { lane: "code" },
  "attest-failed": { party: "code", id: "id", code: "code" },
  "bulk-reading-stopped": { officer: "id", what: "code" },
  "client-refused": { code: "code", reason: "code" },
  "client-signed-in": { officer: "id", scopes: "ids" },
  "database-lost": { code: "code", at: "place" },
  "digest-failed": { tries: "number", code: "code" },
  "disposal-held": { origin: "id", pos: "number" },
  "disposed-again": { records: "number" },
  error: { route: "route", code: "code", at: "place" },
  failed: { code: "code", at: "place" },
  fatal: { code: "code", at: "place" },
  "file-broken-off": { code: "code" },
  "file-failed": { id: "id", slot: "number", code: "code" },
  "file-unread": { id: "id", slot: "number", code: "code" },
  "held-failed": { id: "id", code: "code" },
  http: { method: "code", route: "route", status: "number", code: "code", officer: "id", ms: "number" },
  "line-failed": { item: "id", code: "code", at: "place" },
  "link-answer-failed": { code: "code", at: "place" },
  "link-crowded": { address: "address" },
  "link-error": { code: "code", at: "place" },
  "link-handshake-failed": { reason: "code" },
  "link-refused": { address: "address" },
  "look-failed": { id: "id", code: "code" },
  "look-refused": { id: "id", reason: "code" },
  "loop-failed": { loop: "loop", code: "code", at: "place", wait: "number" },
  "mail-failed": { notice: "id", tries: "number", code: "code" },
  "policy-failed": { action: "id", errors: "number" },
  "policy-violation": { directive: "code" },
  "proved-again": { officer: "id", key: "id" },
  ready: { party: "code", url: "address", pid: "number" },
  "recovery-agreed": { by: "id", officer: "id" },
  "recovery-asked": { by: "id", officer: "id" },
  restored: { logs: "ids" },
  rewritten: { records: "number", log: "code" },
  "scan-failed": { c: "id" },
  "scan-found": { c: "id" },
  "sign-in-refused": { code: "code", reason: "code" },
  "signed-in": { officer: "id", way: "code" },
  "signed-out": { officer: "id" },
  started: { party: "code", url: "address" },
  stopping: { signal: "code" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shape>>>>;
export type EventName = keyof typeof EVENTS;
export type FieldOf<E extends EventName> = E extends EventName ? keyof (typeof EVENTS)[E] & string : never;
