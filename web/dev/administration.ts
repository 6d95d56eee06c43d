import type {
  AgencyRow,
  AlarmList,
  Grants,
  HealthView,
  KeysView,
  NewChange,
  People,
  Person,
  ProposedChange,
  RulesView,
} from "@setu/requests/administration.ts";
import { directoryIn, newPrograms, programsIn, type ProgramsState } from "./programs.ts";
import type { PurgeView } from "@setu/requests/disposal.ts";
import { ACCOUNTS } from "./fixtures.ts";
import { topicsUpTo } from "./powers.ts";

/** What administration shows, in the stand-in: accounts in every state, an alarm, a disk that is nearly full. */
export type AdministrationState = {
  people: Person[];
  changes: ProposedChange[];
  alarms: AlarmList["rows"][number][];
  readonly programs: ProgramsState;
  readonly received: { readonly path: string; readonly json: object }[];
};

const DAY = 86_400_000;
const GIB = 2 ** 30;
const [ME, OTHER] = ACCOUNTS;

const grants = (rest: Partial<Grants> = {}): Grants => ({
  powers: ["read", "draft", "send"],
  topics: topicsUpTo(["read", "draft", "send"], 2),
  clearance: 2,
  compartments: [],
  from: Date.UTC(2026, 0, 1),
  until: Date.now() + 400 * DAY,
  suspended: false,
  ...rest,
});
const person = (id: string, name: string, rest: Partial<Person> = {}): Person => ({
  id,
  name,
  agency: "ca.ncb-ottawa",
  lang: "en",
  person: id,
  grants: grants(),
  active: true,
  left: false,
  recalled: false,
  reviews: false,
  keys: [{ kind: "passkey", made: Date.now() - 90 * DAY, used: Date.now() - DAY }],
  sessions: [],
  programs: 0,
  invited: null,
  ...rest,
});

export const newAdministration = (): AdministrationState => ({
  people: [
    person(ME?.id ?? "", "A. Tremblay", { grants: grants({ powers: ["administer"], topics: {} }) }),
    person(OTHER?.id ?? "", "C. Roy", {
      grants: grants({ compartments: ["amal"], until: Date.now() + 12 * DAY }),
      sessions: [{ began: Date.now() - 3_600_000, used: Date.now() - 60_000 }],
      programs: 1,
    }),
    person("officer-3", "D. Gagnon", { keys: [], invited: Date.now() + DAY }),
    person("officer-6", "G. Bouchard"),
    person("officer-4", "E. Côté", { grants: grants({ suspended: true }), active: false }),
    person("reviewer-1", "M. Okafor", {
      agency: "ca.review",
      grants: grants({ powers: ["oversee"], topics: {}, clearance: 0 }),
      reviews: true,
      sessions: null,
    }),
    person("officer-5", "F. Roy", { left: true, active: false, person: OTHER?.id ?? "" }),
  ],
  changes: [
    {
      id: "c".repeat(32),
      officer: "officer-3",
      before: grants(),
      to: grants({
        powers: ["read", "draft", "send", "approve"],
        topics: {
          ...topicsUpTo(["read", "draft", "send"], 2),
          read: { cyber: 3, drugs: 2 },
          approve: { cyber: 3 },
        },
        clearance: 3,
        compartments: ["amal"],
      }),
      reason: "new-post",
      proposedBy: OTHER?.id ?? "",
      at: Date.now() - 3_600_000,
      stale: false,
    },
  ],
  alarms: [
    {
      no: 2,
      code: "OVER_QUOTA",
      at: Date.now() - DAY,
      lane: "main",
      evidence: "held at the border in the hour of 2026-01-05T10:00Z",
      acknowledged: null,
    },
    {
      no: 1,
      code: "KEY_COPIED",
      at: Date.now() - 9 * DAY,
      lane: null,
      evidence: "passkey of officer-3",
      acknowledged: { by: "officer-4", at: Date.now() - 8 * DAY, because: "The key was replaced." },
    },
  ],
  programs: newPrograms(),
  received: [],
});

/** @returns null for what is done and answers nothing */
export function administrationIn(
  state: AdministrationState,
  [part = "", id, deed]: readonly string[],
  json: object,
): object | null {
  if (part === "people" && id === undefined)
    return {
      people: state.people,
      changes: state.changes,
      givable: ["read", "draft", "send", "approve", "assign", "export", "seal", "supervise", "administer"],
      now: Date.now(),
    } satisfies People;
  if (part === "agencies") return AGENCIES;
  if (part === "rules") return RULES;
  if (part === "keys") return KEYS();
  if (part === "health") return HEALTH();
  if (part === "purge" && id === undefined) return PURGE();
  if (part === "programs" && id === undefined && !("program" in json)) return programsIn(state.programs);
  if (part === "directory" && id === undefined) return directoryIn(state.programs);
  if (part === "alarms" && id === undefined) return { rows: state.alarms, stopped: null } satisfies AlarmList;
  state.received.push({ path: [part, id, deed].join("/"), json });
  if (["programs", "clients", "directory"].includes(part)) state.programs.done(part, id ?? "", deed, json);
  if (part === "people" && deed === "suspend")
    state.people = state.people.map((each) =>
      each.id === id
        ? { ...each, active: false, sessions: [], grants: { ...each.grants, suspended: true } }
        : each,
    );
  if (part === "people" && deed === "sign-out")
    state.people = state.people.map((each) => (each.id === id ? { ...each, sessions: [] } : each));
  if (part === "changes" && id === undefined) propose(state, json as NewChange);
  if (part === "changes" && id !== undefined) decide(state, id, deed === "confirm");
  if (part === "alarms")
    state.alarms = state.alarms.map((each) =>
      String(each.no) === id
        ? { ...each, acknowledged: { by: ME?.id ?? "", at: Date.now(), ...(json as { because: string }) } }
        : each,
    );
  return null;
}

function propose(state: AdministrationState, { id, officer, to, reason }: NewChange): void {
  const before = state.people.find((each) => each.id === officer)?.grants ?? grants();
  const made = { id, officer, before, to, reason, proposedBy: ME?.id ?? "", at: Date.now(), stale: false };
  state.changes = [...state.changes.filter((each) => each.officer !== officer), made];
}

function decide(state: AdministrationState, id: string, confirmed: boolean): void {
  const change = state.changes.find((each) => each.id === id);
  state.changes = state.changes.filter((each) => each.id !== id);
  if (confirmed && change !== undefined)
    state.people = state.people.map((each) =>
      each.id === change.officer ? { ...each, grants: change.to, active: !change.to.suspended } : each,
    );
}

const AGENCIES: readonly AgencyRow[] = [
  {
    agency: "ca.ncb-ottawa",
    officers: 4,
    active: 3,
    powers: { read: 2, draft: 2, send: 2, approve: 1, assign: 1, supervise: 1, administer: 1 },
  },
  { agency: "ca.review", officers: 1, active: 1, powers: { oversee: 1 } },
];

const holiday = (date: string, en: string, fr: string, hi: string) => ({
  date,
  name: { en, fr, hi },
  status: "confirmed" as const,
});
const RULES: RulesView = {
  calendars: [
    {
      id: "ca-2026.1",
      zone: "America/Toronto",
      from: "2026-01-01",
      to: "2027-12-31",
      weekend: [6, 7],
      holidays: [
        holiday("2026-07-01", "Canada Day", "Fête du Canada", "कनाडा दिवस"),
        holiday("2027-07-01", "Canada Day", "Fête du Canada", "कनाडा दिवस"),
      ],
      of: "us",
    },
    {
      id: "in-2026.1",
      zone: "Asia/Kolkata",
      from: "2026-01-01",
      to: "2026-12-31",
      weekend: [6, 7],
      holidays: [{ ...holiday("2026-12-25", "Christmas", "Noël", "क्रिसमस"), status: "unconfirmed" }],
      of: "peer",
    },
  ],
  limits: [
    { urgency: "flash", unit: "hours", n: 2, source: "own proposal", status: "proposal" },
    {
      urgency: "routine",
      unit: "calendarDays",
      n: 7,
      source: "Directive (EU) 2023/977 Art. 5(1)(c)",
      status: "confirmed",
    },
  ],
  release: { gates: "always", fourEyes: { tlp: ["RED", "AMBER+STRICT"], level: 2 }, signed: "never" },
  profiles: [
    { exchange: "asking", id: "full", version: 1, owner: "legal-adviser", asked: 15, notApplicable: {} },
    {
      exchange: "giving",
      id: "reduced",
      version: 3,
      owner: "legal-adviser",
      asked: 14,
      notApplicable: { g11: "No sets are exchanged." },
    },
  ],
  kept: [
    { what: "records", days: 1825 },
    { what: "own-matters", days: null },
    { what: "home-log", days: null },
    { what: "notices", days: 90 },
    { what: "sessions", days: 0.5 },
    { what: "codes", days: 14 },
  ],
};

const PURGE = (): PurgeView => ({
  now: Date.now(),
  rules: [{ class: "standard", days: 1825 }],
  last: {
    began: Date.now() - 9 * 3_600_000,
    ended: Date.now() - 8 * 3_600_000,
    destroyed: 41,
    kept: 6,
    stoppedBy: null,
  },
  due: 3,
  soon: 28,
  kept: { hold: 2, individual: 1, clock: 0, leaving: 0, draft: 1, date: 2, class: 4 },
  more: false,
  destroyed: 1_204,
  unwritten: 3,
  late: false,
});

const KEYS = (): KeysView => ({
  card: { own: "12345 ".repeat(12).trim(), peer: "67890 ".repeat(12).trim() },
  tls: { fingerprint: "AB:".repeat(31) + "AB", from: Date.now() - 300 * DAY, until: Date.now() + 40 * DAY },
  ends: [
    { use: "tls", name: "node.example", until: Date.now() + 40 * DAY, days: null },
    { use: "authority", name: "CN=Synthetic authority", until: Date.now() + 12 * DAY, days: 14 },
    { use: "revocations", name: "CN=Synthetic authority", until: Date.now() - DAY, days: 0 },
  ],
  sealing: 1,
  since: Date.now() - 300 * DAY,
  logs: ["flash", "main"].map((lane) => ({
    lane,
    keys: [
      { algorithm: "Ed25519", id: "0a1b2c3d" },
      { algorithm: "ML-DSA-44", id: "4e5f6071" },
    ],
  })),
  officers: { passkey: 4, synced: 1, card: 1, ended: 2, without: 1 },
});

const HEALTH = (): HealthView => ({
  now: Date.now(),
  started: Date.now() - 5 * DAY,
  versions: {
    program: "0.0.0",
    runtime: "v26.0.0",
    database: "18.0",
    workflows: ["requests/1", "requests/2"],
  },
  database: { bytes: 3 * GIB, embedded: true },
  disk: { free: 1.5 * GIB, total: 64 * GIB },
  queues: { unsigned: 0, held: 1, releases: 2, lines: 0, files: 7, mail: 0 },
  loops: [
    { name: "speak main", last: Date.now() - 500, failing: null },
    {
      name: "mail",
      last: Date.now() - 3_600_000,
      failing: { since: Date.now() - 3_000_000, code: "PEER_SILENT" },
    },
    { name: "reading", last: null, failing: null },
  ],
  guards: { at: Date.now() - 1_200_000, fault: null },
  policy: { own: "7e1d".repeat(16), peer: "9a2c".repeat(16) },
});
