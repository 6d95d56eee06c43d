import type { Account, LinkView } from "./api.ts";
import type { Topics } from "./topics.ts";

/**
 * What administration sees and does: accounts, keys, rules and the machine. No word, number or reference of a matter is
 * in any of it.
 */

/** What an officer has been given: what may be changed by two administrators. */
export type Grants = {
  readonly powers: readonly string[];
  /** Of the powers that are given by topic, up to which level in each; a power for none gives nothing. */
  readonly topics: Topics;
  /** From 0 to 4. */
  readonly clearance: number;
  readonly compartments: readonly string[];
  /** Accredited from the first instant up to the second. */
  readonly from: number;
  readonly until: number;
  readonly suspended: boolean;
};

/** Why something is given or taken, or somebody stopped. */
export const CHANGE_REASONS = [
  "new-post",
  "end-of-post",
  "absence",
  "incident",
  "correction",
  "periodic-review",
] as const;
export type ChangeReason = (typeof CHANGE_REASONS)[number];

/** `passkey` of one device, `synced` where a cloud may copy it; `card`: a smart card. */
export type HeldKey = {
  readonly kind: "passkey" | "synced" | "card";
  readonly made: number;
  readonly used: number | null;
};

export type Person = Account & {
  /** Who she is where she has other accounts too; else her own id. */
  readonly person: string;
  readonly grants: Grants;
  /** Named in the configuration, accredited now and not suspended. */
  readonly active: boolean;
  /** The configuration names this account no longer: it stays for what it has signed. */
  readonly left: boolean;
  /** For ever: nothing gives the powers back. */
  readonly recalled: boolean;
  /** Reviews: given and taken in the configuration alone, and when she was here is nobody's business. */
  readonly reviews: boolean;
  readonly keys: readonly HeldKey[];
  /** When each session began and was last used; null for who reviews. */
  readonly sessions: readonly { readonly began: number; readonly used: number }[] | null;
  /** How many programs of hers have a token. */
  readonly programs: number;
  /** Until when a code for a first or another key counts. */
  readonly invited: number | null;
};

/** What one administrator has proposed and another may confirm. */
export type ProposedChange = {
  readonly id: string;
  readonly officer: string;
  readonly before: Grants;
  readonly to: Grants;
  readonly reason: ChangeReason;
  readonly proposedBy: string;
  readonly at: number;
  /** The officer has been changed since it was proposed: it can only be dropped. */
  readonly stale: boolean;
};

export type People = {
  readonly people: readonly Person[];
  readonly changes: readonly ProposedChange[];
  /** What can be given here; `oversee` is given in the configuration alone. */
  readonly givable: readonly string[];
  readonly now: number;
};

export type NewChange = {
  readonly id: string;
  readonly officer: string;
  readonly to: Grants;
  readonly reason: ChangeReason;
};

/** An agency of ours, and how many of its officers can work now. */
export type AgencyRow = {
  readonly agency: string;
  readonly officers: number;
  readonly active: number;
  readonly powers: Readonly<Record<string, number>>;
};

export type Names = { readonly en: string; readonly fr: string; readonly hi: string };

export type CalendarRow = {
  readonly id: string;
  readonly zone: string;
  /** Days, `YYYY-MM-DD`: outside them no deadline can be computed. */
  readonly from: string;
  readonly to: string;
  readonly weekend: readonly number[];
  readonly holidays: readonly {
    readonly date: string;
    readonly name: Names;
    readonly status: "confirmed" | "unconfirmed";
  }[];
  /** Whose clocks it counts; null: of neither side of this link. */
  readonly of: "us" | "peer" | null;
};

type Threshold = "never" | "always" | { readonly tlp: readonly string[]; readonly level: number };

export type RulesView = {
  readonly calendars: readonly CalendarRow[];
  readonly limits: readonly {
    readonly urgency: string;
    readonly unit: string;
    readonly n: number;
    readonly source: string;
    readonly status: string;
  }[];
  readonly release: { readonly gates: Threshold; readonly fourEyes: Threshold; readonly signed: Threshold };
  readonly profiles: readonly {
    readonly exchange: string;
    readonly id: string;
    readonly version: number;
    readonly owner: string;
    readonly asked: number;
    readonly notApplicable: Readonly<Record<string, string>>;
  }[];
  /** How long each kind of thing is kept where this node decides it, in days; null: until somebody destroys it. */
  readonly kept: readonly { readonly what: KeptKind; readonly days: number | null }[];
};
export const KEPT_KINDS = ["records", "own-matters", "home-log", "notices", "sessions", "codes"] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

export type KeysView = {
  readonly card: LinkView["card"];
  /** Of the certificate of the line. */
  readonly tls: { readonly fingerprint: string; readonly from: number; readonly until: number };
  /** Sealing keys in the file; more than one while the peer has not taken the newest. */
  readonly sealing: number;
  /** Keys, certificates and lists that have an end. */
  readonly ends: readonly {
    /** `tls`, `authority`, `revocations`. */
    readonly use: string;
    readonly name: string;
    /** 0: it cannot be read. */
    readonly until: number;
    /** It ends within so many days, 0 when it has; null: nothing to say yet. */
    readonly days: number | null;
  }[];
  /** When the file of keys was written. */
  readonly since: number;
  readonly logs: readonly {
    readonly lane: string;
    readonly keys: readonly { readonly algorithm: string; readonly id: string }[];
  }[];
  readonly officers: {
    readonly passkey: number;
    readonly synced: number;
    readonly card: number;
    readonly ended: number;
    readonly without: number;
  };
};

export type LoopState = {
  readonly name: string;
  /** Last round that went well; null: none yet. */
  readonly last: number | null;
  /** Since when it fails, and with which code. */
  readonly failing: { readonly since: number; readonly code: string } | null;
};

export type HealthView = {
  readonly now: number;
  readonly started: number;
  readonly versions: {
    readonly program: string;
    readonly runtime: string;
    readonly database: string;
    readonly workflows: readonly string[];
  };
  readonly database: { readonly bytes: number; readonly embedded: boolean };
  readonly disk: { readonly free: number; readonly total: number };
  /** How many wait, each in its queue. */
  readonly queues: Readonly<Record<QueueName, number>>;
  readonly loops: readonly LoopState[];
  /** Both walls as they were made; `fault` is a code. */
  readonly guards: { readonly at: number | null; readonly fault: string | null };
  readonly policy: { readonly own: string; readonly peer: string | null };
};
export const QUEUES = ["unsigned", "held", "releases", "lines", "files", "mail"] as const;
export type QueueName = (typeof QUEUES)[number];

/** An alarm of the link; whoever has looked into it says so, and why it needs no more. */
export type AlarmRow = LinkView["alarms"][number] & {
  readonly no: number;
  readonly acknowledged: { readonly by: string; readonly at: number; readonly because: string } | null;
};
export type AlarmList = { readonly rows: readonly AlarmRow[]; readonly stopped: string | null };
export const MAX_BECAUSE = 2000;

/**
 * What the program of a ministry's directory did: opened an account in which there is nothing, changed its name, closed one,
 * and what it wants and persons decide.
 */
export type DirectoryDid = "open" | "change" | "close" | "reopen" | "join" | "leave";
export type DirectoryDeed = {
  readonly no: number;
  readonly client: string;
  readonly officer: string;
  readonly did: DirectoryDid;
  /** Name of the group, where it is about one. */
  readonly group: string | null;
  readonly at: number;
  /** Who was the first of two to let go what was braked. */
  readonly agreedBy: string | null;
};
export type DirectoryView = {
  /** The oldest first. Those of `close` were braked: two administrators let them go, or one drops them. */
  readonly waiting: readonly DirectoryDeed[];
  /** The newest first. */
  readonly lately: readonly (DirectoryDeed & { readonly state: "done" | "dropped" })[];
  readonly names: Readonly<Record<string, string>>;
};

/** A program that signs in by a key of its own (docs/clients.md). */
export type ProgramRow = {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly scopes: readonly string[];
  /** In which its scopes hold; none for what reads no matter. */
  readonly topics: readonly string[];
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly proof: "key" | "certificate";
  /** Thumbprint of the key (RFC 7638), or the SHA-256 of the certificate's public key; both base64url. */
  readonly print: string;
  readonly made: number;
  readonly until: number;
  /** When it last got a token; null: never. */
  readonly used: number | null;
  readonly revoked: number | null;
};
/** What one administrator wants to register and another confirms. */
export type ProposedProgram = Omit<ProgramRow, "made" | "used" | "revoked"> & {
  readonly proposal: string;
  readonly proposedBy: string;
  readonly at: number;
};
export type ProgramsView = {
  readonly programs: readonly ProgramRow[];
  readonly proposals: readonly ProposedProgram[];
  readonly scopes: readonly string[];
  readonly agencies: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly now: number;
};
/** As `setu clients add` takes it: an instant as text, and either `jwk` or `certificate`. */
export type NewProgram = {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly scopes: readonly string[];
  readonly until: string;
  readonly jwk?: object;
  readonly certificate?: string;
};

/**
 * GET  /api/administration/people                      People
 * POST /api/administration/people/:id/suspend          { reason }      at once, by one
 * POST /api/administration/people/:id/sign-out         {}
 * POST /api/administration/changes                     NewChange       by one …
 * POST /api/administration/changes/:id/confirm         {}              … and in force when another confirms it
 * POST /api/administration/changes/:id/drop            {}
 * GET  /api/administration/directory                   DirectoryView
 * POST /api/administration/directory/agree             { deeds }       by one …, and let go when another agrees
 * POST /api/administration/directory/drop              { deeds }
 * GET  /api/administration/programs                    ProgramsView
 * POST /api/administration/programs                    { id, program: NewProgram }  by one …
 * POST /api/administration/programs/:id/confirm        {}              … and registered when another confirms it
 * POST /api/administration/programs/:id/drop           {}
 * POST /api/administration/clients/:id/revoke          {}              at once, by one
 * GET  /api/administration/{agencies,rules,keys,health,alarms}
 * POST /api/administration/alarms/:no/acknowledge      { because }
 */
export const ADMINISTRATION = "/administration";
