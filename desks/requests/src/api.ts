import type { Args, Marking, Needs } from "@setu/core";
import type { Body } from "./body.ts";
import type { Evaluation } from "./evaluation.ts";
import type { HomePart } from "./home.ts";
import type { Rests } from "./instruments-api.ts";
import type { Stopped } from "./powers.ts";
import type { Later } from "./correcting.ts";
import type { Recalled } from "./recalling.ts";
import type { PartsFileView } from "./subsets.ts";
import type { Stop } from "./suspension.ts";
import type { DraftTranslation, Translation } from "./texts/translations.ts";
import type { Paper } from "./intake.ts";

/**
 * What the server answers to the screens and to the command line. Instants are milliseconds since 1970 (UTC);
 * the reader formats them in the two capitals' zones. Codes, never sentences: each reader has a language.
 */
export type Lang = "en" | "fr" | "hi";

export type NodeInfo = {
  readonly party: string;
  readonly name: Readonly<Record<Lang, string>>;
  /** IANA zone, and the short name people know (ET, IST): Intl prints "GMT+5:30". */
  readonly zone: { readonly id: string; readonly label: string };
  /** The calendar that binds this party when it owes an answer, such as `ca-2026.1`. */
  readonly calendar: string;
  /** It trains: nothing on it is real, and nothing of it reaches a live exchange. */
  readonly training?: true;
};

export type Session = {
  readonly officer: {
    readonly id: string;
    readonly name: string;
    readonly agency: string;
    readonly lang: Lang;
  };
  readonly node: NodeInfo;
  readonly peer: NodeInfo | null;
  /** By which some screens are offered; what may be done is asked each time. */
  readonly powers?: readonly string[];
  readonly now: number;
  /** Sent back as the header `x-setu-csrf` on every request that changes something. */
  readonly csrf: string;
  /** 32 bytes in hexadecimal, the same for each session of an officer: what is typed is sealed under them on his disk. */
  readonly draftKey: string;
};

/** Sign-in for the demo: loopback only. */
export type Account = {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly lang: Lang;
};

/** An officer of this node, and what colleagues can give her. */
export type Colleague = Account & {
  /** Nothing, to whoever may not see any matter; to be told of one, or also its work, to whoever could do it on some. */
  readonly given: "nothing" | "word" | "work";
};

/** Ways to sign in at this node. The accounts are those of a demonstration. */
export type SignInWays = {
  readonly accounts: readonly Account[];
  /** At the ministry's identity provider, by the page `/sign-in/oidc?next=`; with `anew=1` the person proves it there once more. */
  readonly oidc: boolean;
  readonly passkeys: boolean;
  /** Smart cards, by the page `/sign-in/certificate?next=`. */
  readonly certificates: boolean;
  /** As `NodeInfo` has it, for whoever has not signed in. */
  readonly training?: true;
};

/** Where the browser goes to sign out at the identity provider too. */
export type SignedOut = { readonly to: string };

/**
 * What an officer's key has to answer: the options of `navigator.credentials.get` (WebAuthn Level 3), null where she has
 * no such key; and the code of what her smart card can sign instead, null where none is registered.
 */
export type SignChallenge = {
  readonly options: Readonly<Record<string, unknown>> | null;
  readonly card: CardChallenge | null;
};
export type CardChallenge = { readonly code: string; readonly until: number };
/** What a card is to sign (spec/record.md section 4), base64url, and whether it has. */
export type CardSigning = { readonly message: string; readonly signed: boolean };

export type Clock = {
  readonly state: "not-started" | "running" | "paused" | "stopped";
  /** When the asker's node wrote it, when the other node first cosigned it, when the owing side's clock began. */
  readonly sent: number | null;
  readonly receipted: number | null;
  readonly start: number | null;
  readonly due: number | null;
  /** Instants of 50, 75 and 100 % of the time. */
  readonly marks: readonly [number, number, number] | null;
  readonly stoppedAt: number | null;
  readonly pauses: readonly { readonly from: number; readonly to: number | null; readonly until: number }[];
  readonly extendedUntil: number | null;
};

export type RequestRow = {
  readonly item: string;
  /** Spoken-friendly, from the item's id: `CA-7K3M-9QXT-2`. */
  readonly ref: string;
  readonly role: "asker" | "answerer";
  readonly lane: "flash" | "main";
  readonly title: string | null;
  readonly lang: Lang | null;
  readonly urgency: string;
  readonly tlp: string;
  readonly status: string;
  readonly turn: "us" | "them" | "none";
  readonly clock: Clock;
  /** Why the answer will be late, and by when it is expected: the last `extend`, while the clock has not stopped. */
  readonly late: { readonly reason: string; readonly until: number; readonly at: number } | null;
  /** By when the asker owes word of what came of the answer (`feedback.ts`); null when nothing is owed. */
  readonly feedbackDue: number | null;
  /** By when our desk says whether the other side must have something unasked (`considering.ts`); absent: nothing is asked. */
  readonly considerBy?: number;
  /** By when what a side keeps although it was recalled is looked at again; absent: nothing is. */
  readonly keptUntil?: readonly number[];
  readonly updated: number;
  readonly messages: number;
  /**
   * New to the reader: others have done something since she last opened it, or it concerns her (it is hers or nobody's,
   * she watches it or is named in a note or a task) and she never has. Never by her own acts.
   */
  readonly unread: boolean;
  /** How it came when it came another way (`intake.ts`): then it is ours alone and attested by nobody else. */
  readonly cameBy: string | null;
  /** How many of its files the scanner holds, either side's; in lists only, and only when there are any. */
  readonly heldFiles?: number;
  readonly home: HomeLine;
};

/** Our own half in one line. */
export type HomeLine = Pick<HomePart, "head" | "followUp"> & {
  /** Officer ids of this node. */
  readonly assignee: string | null;
  readonly watchers: readonly string[];
  readonly notes: number;
  /** How many tasks are open. */
  readonly tasks: number;
  /** By when open tasks are due. */
  readonly taskDates: readonly number[];
  /** Put away, and nothing has come since; and by which officer. What waits for us stays among what is open. */
  readonly done: boolean;
  readonly doneBy: string | null;
};

/**
 * Query of the list, each parameter once. `who` is of the reader; `state=open`: somebody's turn and not put away,
 * `closed`: nobody's turn, `done`: put away by us, `follow-up`: its date is reached. `due` is the order of the clock,
 * most overdue first, those without one last; `updated` the newest change first. `clock`: how long it still has;
 * `none`: no clock presses, `p75`: three quarters of the time have passed and not all of it; `outcome`: the asker owes
 * word of what came of it. `held=files`: those of which the scanner holds a file. `recall=open`: where a side wants a
 * record back and the other has said neither that it was destroyed nor that it is kept, or the date has come until which it is. `consider=open`: where our desk is asked whether the other side must have
 * something unasked, which is asked of what has ended and is among `state=open` too. `news=new`: what is new to the reader. `came`: through a link, or
 * another way and ours alone. `q`: words of reference and title.
 */
export type ListParameters = {
  readonly view?: "inbox" | "sent" | "all";
  readonly who?: "any" | "mine-or-unassigned" | "mine" | "unassigned" | "watching";
  readonly state?: "any" | "open" | "closed" | "done" | "follow-up";
  readonly urgency?: string;
  readonly turn?: "" | "us" | "them" | "none";
  readonly clock?: "" | "overdue" | "within-24h" | "later" | "none" | "p75" | "outcome";
  readonly held?: "" | "files";
  readonly recall?: "" | "open";
  readonly consider?: "" | "open";
  readonly news?: "" | "new";
  readonly came?: "" | "link" | "own";
  readonly sort?: "updated" | "due";
  readonly q?: string;
  /** A cursor of the list before: `next` is sent as `after`, `previous` as `before`. */
  readonly after?: string;
  readonly before?: string;
};

/** A page of 50. Where `more`, counting has stopped at `total`. */
export type RequestList = {
  readonly rows: readonly RequestRow[];
  readonly total: number;
  readonly more: boolean;
  readonly next: string | null;
  readonly previous: string | null;
  readonly now: number;
};

/**
 * Why a request was found, newest act first: where, in which act of its timeline or of ours, and the words around.
 * Text, never markup; what is before and after is cut short.
 */
export type SearchHit = {
  /** `file`: in its name; `inside`: in what was read in it. */
  readonly where: "reference" | "title" | "text" | "note" | "file" | "inside" | "number";
  readonly act: string | null;
  readonly before: string;
  readonly match: string;
  readonly after: string;
  /** It stands in a text that its own side has said anew since. */
  readonly replaced?: true;
};

export type SearchResult = {
  readonly matters: readonly { readonly row: RequestRow; readonly hits: readonly SearchHit[] }[];
  /** There are older ones: the cursor for `after`. */
  readonly more: string | null;
  /** Files that are here or on their way and have not been read yet, 1,000 at most: their words are not found. */
  readonly unread: number;
  readonly now: number;
};

/** A list that an officer has given a name; `query` is that of its address, `who=mine&state=open`. */
export type SavedView = {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  /** All officers of this node see it; only its owner can take it away. */
  readonly shared: boolean;
  readonly owner: string;
};

/** Plain words of delivery, in their order; each with the instant it was reached, null where not (yet) known. */
export type Delivery = {
  /** Waiting in the ten seconds in which it can be taken back. */
  readonly heldUntil: number | null;
  readonly saved: number | null;
  /** Has a position in our signed log. */
  readonly signed: number | null;
  /** The other node holds it: its cosignature. */
  readonly receipted: number | null;
  /** Opened and checked by the other node, by its own signed word. */
  readonly applied: number | null;
  /** A person there opened it. */
  readonly opened: number | null;
  /** The other node could not take it; the code says why. */
  readonly declined: string | null;
};

/**
 * `holds`: the key is the officer's and signed exactly this act; null: whose key it is, is not known here. An officer is
 * one of the act's own side, whoever is called alike on the other.
 */
export type ActSignature = {
  readonly officer: string | null;
  /** `webauthn`: a key of a browser; `x509`: of a certificate, as on a smart card; null where nothing can be read. */
  readonly kind: string | null;
  readonly holds: boolean | null;
  /** Why it does not hold. */
  readonly reason: string | null;
  /** The key was reported later, and somebody else may have used it since then: flagged, never undone. */
  readonly since: number | null;
};

export type TimelineAct = {
  readonly id: string;
  readonly side: "us" | "them";
  readonly do: string;
  /** Its position in the signed log of its side; null while it waits for one. */
  readonly pos: number | null;
  readonly args: Args;
  readonly by: { readonly name: string; readonly agency: string } | null;
  readonly at: number;
  /** Null when it was never readable here or was destroyed; `bodyState` says which. */
  readonly body: Body | null;
  readonly bodyState: "none" | "here" | "destroyed" | "lost" | "refused" | "unreadable" | "withheld";
  /** The rule by which it is withheld from the reader (`powers.ts`); else null. */
  readonly rule: string | null;
  readonly mark: Marking;
  readonly attachments: readonly AttachmentView[];
  readonly delivery: Delivery;
  /** Its own side wants it back, and what became of that. */
  readonly recalled: Recalled | null;
  /** Its own side has said it anew, or narrowed who may hold it. */
  readonly later?: Later;
  /** What its originator lets us do with it beyond its marking, while that is in force. */
  readonly leave?: readonly ActLeave[];
  /** What is said of how reliable it is; null for what cannot be evaluated. */
  readonly evaluation: Evaluation | null;
  /** Of persons, over the act itself; empty: nobody has signed it. */
  readonly signatures: readonly ActSignature[];
  /** Since when, as its owner says, somebody else may have had the keys by which the node signed it: flagged, never undone. */
  readonly nodeSince: number | null;
  /** The two folds can differ only by a fault or a lie: shown as an alarm, never hidden. */
  readonly void: string | null;
};

/** Leave in force here to use an act of the other side, or files of it: what it is for, and under which conditions. */
export type ActLeave = {
  /** The permission. */
  readonly item: string;
  readonly towards: {
    readonly use: string;
    readonly proceeding?: string;
    readonly court?: string;
    readonly agency?: string;
    readonly third?: string;
  };
  /** Of this act, by their commitments; empty: the record itself. */
  readonly files: readonly string[];
  readonly conditions: readonly string[];
  readonly until: number;
};

export type AttachmentView = {
  readonly a: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Parts of 1 MiB here out of all. */
  readonly parts: { readonly have: number; readonly all: number };
  /** The scanner found something in it: it is neither shown nor given out. */
  readonly held?: boolean;
};

/** Another item that somebody of our side related to this one, or this one to it. It is a link and merges nothing. */
export type Relation = {
  /** The act, for undoing it. */
  readonly id: string;
  readonly kind: string;
  /** `from`: the other item names this one, so the kind is read the other way round. */
  readonly side: "to" | "from";
  readonly item: string;
  readonly ref: string;
  readonly title: string | null;
  readonly by: string;
  readonly at: number;
};

/** A file as pictures and words, made by a process that can reach nothing. Codes as in `viewer/src/kinds.ts`, `limits.ts`. */
export type FilePages = {
  /** Held: nothing honest is like this. Unavailable: nobody's fault, there is only the original. */
  readonly state: "ready" | "working" | "held" | "unavailable";
  /** Why it is held or unavailable. */
  readonly reason: string | null;
  /** What it is, by its bytes. */
  readonly kind: string | null;
  /** What a person has to know about it. */
  readonly flags: readonly string[];
  /** Pages of the file; those shown are `pages`. */
  readonly count: number;
  readonly pages: readonly { readonly w: number; readonly h: number }[];
  readonly text: string | null;
  /** Off: no scanner is set up. What waits or was found is held. */
  readonly scan: "off" | "clean" | "waiting" | "found";
  /** What it shows where it is a file of parts of a record. */
  readonly subset?: PartsFileView;
};

/**
 * A file through people's hands. `by` is an officer or, for what a node did, a party; `pos` null: not signed yet.
 * `received`: signed by whoever received it. `checked`: all of it was there, with the hashes that the act names.
 */
export type Custody = {
  readonly what: "sent" | "received" | "checked" | "opened" | "looked" | "taken";
  readonly at: number;
  readonly by: string;
  readonly log: string;
  readonly pos: number | null;
  /** Of `taken`, where a reason was given (`taking.ts`). */
  readonly reason?: string;
  readonly because?: string;
};

/**
 * What a file is and who had it. With the proof of the act, anybody checks offline that `sha256` is the content that the
 * act commits to (`a` is HMAC-SHA-256 of it under `salt`) and that the other side received the act. `checked`, `looked`
 * and `taken` are the word of the node `made.party` alone.
 */
export type FileManifest = {
  readonly v: "setu-manifest/1";
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly salt: string;
  /** Commitment to the content; SHA-256 of the ciphertext; its length. As in the act. */
  readonly a: string;
  readonly c: string;
  readonly n: number;
  readonly act: {
    readonly id: string;
    readonly item: string;
    readonly from: string;
    readonly to: string;
    readonly do: string;
  };
  /** Name of the proof file of that act. */
  readonly proof: string;
  readonly custody: readonly Custody[];
  readonly made: { readonly at: number; readonly by: string; readonly party: string };
};

export type RequestView = RequestRow & {
  /** It is shown for a reason that the officer gave: what leaves it wants one of its own. */
  readonly forReason?: true;
  /** Nobody of our side has opened the newest act of the other side: opening it is to be said (`POST …/opened`). */
  readonly untold: boolean;
  /** Since when its processing is restricted on an individual's request; absent where it is not. */
  readonly restricted?: number;
  /** Of each side, the earliest suspension into which it now falls; absent where it falls into none. */
  readonly suspended?: readonly Stop[];
  /** On what it rests by our own register; absent for a matter of our own. */
  readonly rests?: Rests;
  /** Our own half, whole. */
  readonly ours: HomePart;
  readonly related: readonly Relation[];
  readonly args: Args;
  readonly mark: Marking;
  /** Heads of both halves: sent back with every act, so that a stale screen is refused. */
  readonly after: readonly [string | null, string | null];
  /** What this officer can do now, by name of the act. */
  readonly moves: readonly string[];
  readonly timeline: readonly TimelineAct[];
  /** Ids of acts of others, of either half, that have come since this officer last opened it. */
  readonly news?: readonly string[];
  /** Acts that the rules of this node keep from this officer, though the moves allow them. */
  readonly stopped: Stopped;
  /** Acts of our side waiting in the hold, and acts that came back ("someone acted; look again"), texts kept. */
  readonly held: readonly HeldAct[];
};

export type HeldAct = {
  readonly id: string;
  /** Whose it is: nobody else takes it back. */
  readonly officer: string;
  readonly do: string;
  readonly body: Body | null;
  readonly heldUntil: number;
  readonly returned: { readonly code: string; readonly at: number } | null;
};

/** What an officer wants to do. `id` is made by the caller (128 random bits, hex): sending twice is doing once. */
export type Command = {
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  readonly after?: readonly [string | null, string | null];
  readonly mark: Marking;
  readonly lane: "flash" | "main";
  readonly body: {
    readonly title?: string;
    readonly text: string;
    readonly lang: Lang;
    readonly translations?: readonly Translation[];
  } | null;
  /** Ids of uploads. */
  readonly files: readonly string[];
  /** A code of `copy-exception`: why no copy goes to the single point of contact. It stays here. */
  readonly uncopied?: string;
};

/**
 * An act of our own half (`HOME_ACTS`): never leaves this node. `after` is `home.head` as the screen shows it, for the
 * acts that say who has the item.
 */
export type HomeCommand = {
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  readonly text?: string;
  /** Of the act `intake`, on an item `own:` and 32 hexadecimal digits that it opens. */
  readonly paper?: Paper;
  readonly after?: string | null;
};

/** What an officer is writing: the text of one act, with all that will go with it. */
export type Draft = {
  readonly title: string;
  readonly text: string;
  /** The language of the text; null while it is that of the screen. */
  readonly lang: Lang | null;
  readonly translations?: readonly DraftTranslation[];
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
  readonly mark: Marking | null;
  readonly files: readonly Upload[];
};

/** All that one officer is writing on one item, by act; `note` is a note of ours. */
export type DraftContent = { readonly acts: Readonly<Record<string, Draft>> };

/**
 * One officer's drafts under one key: an item, or `new`. `revision` is 0 while there are none; it goes back with what
 * is saved, and another tab or device that saved meanwhile makes that STALE.
 */
export type DraftView = {
  readonly revision: number;
  readonly at: number | null;
  readonly content: DraftContent | null;
};

/** What has not been sent yet: drafts, and acts that came back. */
export type NotSent = {
  readonly drafts: readonly {
    readonly key: string;
    readonly ref: string | null;
    readonly revision: number;
    readonly at: number;
    readonly acts: readonly string[];
    /** The beginning of what was written. */
    readonly begins: string;
  }[];
  readonly returned: readonly {
    readonly id: string;
    readonly item: string;
    readonly do: string;
    readonly code: string;
    readonly at: number;
    readonly begins: string;
  }[];
};

/** Who of this desk has the item open. Said to nobody else, kept nowhere, and forgotten after a minute. */
export type Presence = {
  readonly officer: string;
  readonly doing: "reading" | "writing";
  readonly since: number;
};

export type DeskPresence = Presence & { readonly item: string };

/** For each item in the order given: null when it was done, else the code of what refused it. */
export type HomeOutcomes = { readonly outcomes: readonly (string | null)[] };

/** The sentence of the send check, in parts: "This leaves Canada. TLP:AMBER. To: …. 2 files. Contains 1 document number." */
export type SendCheck = {
  readonly from: string;
  readonly to: string;
  readonly tlp: string;
  readonly files: number;
  readonly bytes: number;
  /** Kinds of identifiers found in the text, with how many: `telephone`, `email`, `document`, `account`, `ip`. */
  readonly contains: Readonly<Record<string, number>>;
  /** Files that are not what their name or type says, with what they are by their bytes (null: not to be found out). */
  readonly differing: readonly {
    readonly name: string;
    readonly type: string;
    readonly kind: string | null;
    /** The same bytes can also be read as something else. */
    readonly second: boolean;
  }[];
  readonly hold: number;
  /** When the answer would be due if the other node applied the request now; null for acts that start no clock. */
  readonly due: number | null;
  /** Codes of what would refuse the sending: AUDIENCE_EMPTY, LEVEL_UNMAPPED, STALE, … Empty: it can go. */
  readonly refusals: readonly string[];
  /** Agencies that get a copy because another goes direct; absent: none. With `uncopied` they are left out. */
  readonly copies?: readonly string[];
  /** What has to happen before it leaves; absent: nothing but its hold. */
  readonly release?: Needs;
  /** On what it rests by our own register, and what else is in force; absent: it exchanges nothing. */
  readonly rests?: Rests;
  /** Files of parts among its files; absent: none. */
  readonly subsets?: readonly PartsFileView[];
  /** With how many keys the officer can sign it. */
  readonly keys: number;
};

export type Accepted = {
  readonly id: string;
  readonly item: string;
  readonly heldUntil: number | null;
  /** It waits for its release (`releasing.ts`), and nothing leaves before somebody has approved it. */
  readonly proposed?: true;
};

export type Upload = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
};

export type LinkView = {
  readonly state: "up" | "waiting" | "down" | "stopped" | "not-linked";
  /** Error code of the last failure or of the stop. */
  readonly reason: string | null;
  readonly lastHeard: number | null;
  readonly tls: { readonly group: string; readonly protocol: string } | null;
  readonly lanes: readonly {
    readonly lane: string;
    /** Acts saved here that have no position yet; our size; how much of it the peer holds, and has applied. */
    readonly pending: number;
    readonly size: number;
    readonly cosigned: number;
    readonly applied: number;
    /** Since a restore: the first entry of ours that no key here opens; nobody acts on this lane until it is mended. */
    readonly closed: number | null;
    /** How much of theirs we hold and have applied; positions we could not take. */
    readonly theirs: { readonly held: number; readonly applied: number; readonly except: readonly number[] };
    /** Age of the oldest act that the peer does not hold yet, milliseconds; 0 when none. */
    readonly lag: number;
  }[];
  readonly alarms: readonly {
    readonly code: string;
    readonly at: number;
    readonly lane: string | null;
    readonly evidence: string;
  }[];
  readonly card: { readonly own: string; readonly peer: string | null };
  /** Of the link, newest first: those of each side, theirs as they said it over the line, and the one in use; null: none. */
  readonly versions?: {
    readonly own: readonly number[];
    readonly peer: readonly number[] | null;
    readonly common: number | null;
  };
  /** Who opens connections; absent, as `carried`, where there is no link yet. */
  readonly road?: "both" | "out" | "in" | "file";
  /**
   * Of files that are carried: when the last one was written here, how many entries of ours it reached to and how many of
   * these have been receipted since; when the newest of theirs came here, and as of when it speaks by their clock.
   */
  readonly carried?: {
    readonly out: { readonly at: number; readonly sent: number; readonly receipted: number } | null;
    readonly in: { readonly at: number; readonly asOf: number } | null;
  } | null;
  /** Hashes of the policies by which each side decides who sees what: ours, and what the other node says of its own. */
  readonly policy: { readonly own: string; readonly peer: string | null } | null;
  /** Third parties that sign that our logs only grow, by this node's policy; absent: none are asked. */
  readonly witnesses?: {
    /** Since when enough of them have looked at every log of ours; null: not yet. */
    readonly enough: number | null;
    readonly late: boolean;
    /** By their names in the policy; `refused`: why one did not cosign when it was last asked. */
    readonly each: readonly {
      readonly name: string;
      readonly at: number | null;
      readonly refused: string | null;
    }[];
  };
  readonly now: number;
};

/** Server-sent events carry ids only: what changed, never what it says. */
export type Event =
  | { readonly kind: "item"; readonly item: string }
  | { readonly kind: "presence"; readonly item: string }
  | { readonly kind: "link" }
  | { readonly kind: "session" }
  | { readonly kind: "notice"; readonly id: number };

/** RFC 9457, with the stable code. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: Readonly<Record<string, string | number>>;
};

/**
 * The routes, all under the node's own host name:
 * GET  /api/accounts                         Account[]        (demo sign-in only)
 * POST /api/session {account}                Session          sets the cookie
 * GET  /api/session                          Session | 401
 * DELETE /api/session                        204, or SignedOut
 * GET  /api/sign-in                          SignInWays
 * POST /api/sign-in/passkey/options {}       options of the challenge (WebAuthn Level 3)
 * POST /api/sign-in/passkey {assertion}      Session          sets the cookie
 * POST /api/sign-in/enrol/options {code}     options for a new key, by a code that an operator handed over
 * POST /api/sign-in/enrol {code, name, registration}  Session sets the cookie
 * POST /api/session/step-up/options          options of the challenge
 * POST /api/session/step-up {assertion}      Session          under another cookie; the old one is dead
 * GET  /api/keys                             OwnKey[]         `me.ts`
 * POST /api/keys/options                     options for a new key; STEP_UP when nobody proved to be there of late
 * POST /api/keys {name, registration}        OwnKey[]
 * GET  /api/tokens                           OwnToken[]       for programs: `authorization: Bearer`, no cookie, no CSRF token
 * POST /api/tokens {name, writes, hours}     MadeToken        told once; STEP_UP as above
 * DELETE /api/tokens/:id                     204
 * GET  /api/recoveries                       Recoveries       to administrators
 * POST /api/recoveries {officer}             204              asks for a new code for an officer without keys
 * POST /api/recoveries/:officer {}           NewCode          another administrator agrees; old keys are void
 * PUT  /api/keys/:key {name}                 204
 * DELETE /api/keys/:key                      204              out of use; who came in by it is signed out
 * GET  /api/requests?{ListParameters}        RequestList      view: inbox (we owe) | sent (they owe) | all
 * POST /api/requests/:item/reason          GivenReason → ReasonHeld (`reasons.ts`); what wants one is REASON_NEEDED without
 * GET  /api/duty, POST /api/duty            DutyView; one act of the roster (`duty.ts`)
 * GET  /api/brakes, POST /api/brakes/lift   whom the brake on reading in bulk has stopped; lets one go on
 * GET  /api/requests.csv?{ListParameters}&items=   text/csv   of the whole list, or of items (comma between) alone
 * GET  /api/requests.xlsx?{ListParameters}&items=  a workbook of the same
 * GET  /api/picture                          Picture          `picture.ts`
 * GET  /api/search?q=&after=                 SearchResult     newest first; the query stands in the home log
 * GET  /api/views                            SavedView[]      one's own and the shared ones
 * POST /api/views {id, name, query, shared}  SavedView        the same id again is the same view, changed
 * DELETE /api/views/:id                      204
 * GET  /api/requests/:item                   RequestView
 * POST /api/requests/check {to?, item?, command}  SendCheck
 * POST /api/requests/sign {item?, command}   SignChallenge    the challenge is the hash of the act that would leave
 * GET  /api/cards/:code                      CardSigning      of the officer whose card it is
 * POST /api/cards/:code {certificate, signature}  204         base64url; by a program at the card
 * POST /api/requests {command, draft?, assertion?}  Accepted  command.do = "ask"; draft: the revision that becomes the
 *                                                             act; assertion: the answer of the officer's key, or {card: code}
 * POST /api/requests/:item/acts {command, draft?, assertion?}  Accepted
 * POST /api/requests/:item/home {command, draft?}  204        a HomeCommand
 * POST /api/home {acts: [{item, command}]}   HomeOutcomes     at most 500; each by itself, one that is refused stops none
 * POST /api/intake/file?as=eml|csv&name= (bytes)  IntakePreview  at most 10 MB; registers nothing
 * POST /api/intake/fields {fields}           ReadFields       what was typed, as the act `intake` takes it
 * GET  /api/officers                         Colleague[]      the officers of this node; reviewers for reviewers and administrators alone
 * POST /api/requests/:item/opened            204              an officer reads; recorded, sent as `opened` for new acts of theirs
 * DELETE /api/held/:id?keep=                 204              take back within the hold, or put away a returned act;
 *                                                             with keep=draft its text is a draft again
 * GET  /api/references/:ref                  {item, ref}[]    as it was typed or heard; WRONG_CHECK when misheard
 * GET  /api/drafts                           NotSent          one's own
 * GET  /api/drafts/:key                      DraftView        key: an item, or "new"
 * PUT  /api/drafts/:key {revision, content}  DraftView        without content; STALE when another revision is there
 * DELETE /api/drafts/:key?revision=          204
 * GET  /api/powers                           MyPowers         what I may do, where, until when (`powers.ts`)
 * POST /api/access {ref}                     202              asks for access; the same answer whatever is there
 * GET  /api/outlines                         Outline[]        what nobody here may read, to who leads
 * GET  /api/presence                         DeskPresence[]   the others, on every item
 * GET  /api/presence/:item                   Presence[]       the others who have it open
 * POST /api/presence/:item {doing}           Presence[]       reading | writing | gone; repeated every 20 s
 * POST /api/uploads?name=&type= (bytes)      Upload
 * GET  /api/requests/:item/files/:a          the bytes, as attachment; REASON_NEEDED when the viewer warns of it
 * POST /api/requests/:item/files/:a {reason, because}  the same, for a reason (`taking.ts`)
 * GET  /api/requests/:item/files/:a/pages    FilePages        begins the work when it has not been done; ask again while "working"
 * GET  /api/requests/:item/files/:a/pages/:n image/png        from 0
 * GET  /api/requests/:item/files/:a/manifest FileManifest
 * GET  /api/requests/:item/proofs/:id        text/plain `.tlog-proof` and opening, for `setu verify`;
 *      `witnessed=yes`: with the cosignatures of enough witnesses, for `setu verify --policy`; `text=no`: of the act alone
 * GET  /api/notices?after=                   NoticeList       `me.ts`
 * POST /api/notices/read {ids} | {all: id}   204              all up to the newest that was shown
 * GET  /api/notices/preferences              NoticeSettings
 * PUT  /api/notices/preferences {notices}    NoticeSettings
 * GET  /api/preferences                      Preferences | null
 * PUT  /api/preferences {preferences}        204
 * GET  /api/learning                         LearningView     `learning.ts`
 * PUT  /api/learning {learning}              204
 * GET  /api/feed                             Feed
 * POST /api/feed                             NewFeed          the one before no longer answers
 * DELETE /api/feed                           204
 * GET  /api/sessions                         OwnSession[]
 * DELETE /api/sessions/:id                   204
 * GET  /feeds/:token.ics                     text/calendar    no session: the address is the secret
 * GET  /api/link                             LinkView
 * GET  /api/events                           text/event-stream of Event
 * GET  /read/…                              text/html        the same without a script, and for paper (`read-pages.ts`)
 */
export const API = "/api";
