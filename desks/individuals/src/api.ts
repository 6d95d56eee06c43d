import type { Args } from "@setu/core";
import type { CaseState } from "./case.ts";

/**
 * An individual's request over HTTP. All of it wants the power `redress`; who has it not is answered FORBIDDEN whatever
 * is there.
 *
 *     GET  /api/individuals                       Register: cases, the oldest clock first, and consultations
 *     POST /api/individuals                       Registration → 204
 *     GET  /api/individuals/<id>                  CaseView
 *     POST /api/individuals/<id>/acts             CaseCommand → 204
 *     POST /api/individuals/<id>/search           {id, q} → Found: a search of our own holdings, within the reach of whoever asks
 *     POST /api/individuals/<id>/consult          {id, matter, until, text, lang} → Sent: asks the owner of a matter
 *     GET  /api/individuals/<id>/letter?lang=fr   Letter; NOT_YET before the instant at which it leaves
 *     GET  /api/consultations/<item>              ConsultationView
 *     POST /api/consultations/<item>/acts         {command: ConsultationCommand} → Sent
 *
 * A case is registered, its person identified, it is admitted (the clock starts), searched, matters found are attached,
 * owners consulted, and somebody else than who registered it decides:
 *
 *     POST /api/individuals           {"id": "<32 hex>", "kind": "access", "came": "letter", "lang": "en", "received": 1790000000000,
 *                                      "person": {"name": "Synthetic Person", "born": "1980-01-31", "contact": "12 Example Street"},
 *                                      "text": "Asks what is held."}
 *     POST /api/individuals/<id>/acts {"id": "<32 hex>", "do": "case-identify", "args": {"how": "identity-document"}, "text": null}
 *     POST /api/individuals/<id>/acts {"id": "<32 hex>", "do": "case-decide", "args": {"outcome": "disclosed-in-part",
 *                                      "matters": ["ca:<32 hex>"]}, "text": "What is disclosed, one line each."}
 *
 * Codes are entries of the lists `individual-…` in `spec/codes`. Refusals beside those of every command: NOT_SEARCHED (decide;
 * also where whoever decides does not see all that was attached), RESTRICTED (elsewhere, of a restricted matter; here, to
 * take it out of its case), ILLEGAL (to disclose what its owner was not asked about), NOT_YET.
 */
export type Lang = "en" | "fr" | "hi";

/** In the body, sealed; of nothing else than this person may anything be asked here. */
export type Person = {
  readonly name: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly born: string;
  readonly contact: string;
};

export type Registration = {
  /** 128 random bits in hexadecimal, made by whoever sends: sending twice is doing once. */
  readonly id: string;
  /** `individual-kind`. */
  readonly kind: string;
  /** `individual-came`. */
  readonly came: string;
  /** In which the person is written to. */
  readonly lang: Lang;
  readonly received: number;
  readonly person: Person;
  readonly text: string;
};

/** One step of a case (`CASE_ACTS` in `case.ts`). */
export type CaseCommand = {
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

/** Instants; drawn like a legal clock. */
export type CaseClock = {
  readonly state: "not-started" | "running" | "stopped";
  readonly start: number | null;
  readonly due: number | null;
  /** At 50, 75 and 100 %. */
  readonly marks: readonly [number, number, number] | null;
  readonly stoppedAt: number | null;
};

export type CaseRow = {
  readonly id: string;
  readonly ref: string;
  readonly kind: string;
  readonly came: string;
  readonly lang: Lang;
  readonly state: CaseState;
  /** Null where the body is gone. */
  readonly name: string | null;
  /** Who registered it. */
  readonly by: string;
  readonly registered: number;
  readonly received: number;
  /** 4 or 9 months from admission; stops with the decision. */
  readonly clock: CaseClock;
  /** One month from the instant at which the decision is final; stops when the person is told. */
  readonly notice: CaseClock;
  readonly outcome: string | null;
  readonly late: boolean;
};

export type Register = {
  readonly now: number;
  readonly me: string;
  readonly cases: readonly CaseRow[];
  readonly consultations: readonly ConsultationRow[];
  readonly names: Readonly<Record<string, string>>;
};

/** A matter that was attached, where the reader may know of it; of the others nothing is shown and nothing counted. */
export type CaseMatter = {
  readonly item: string;
  readonly ref: string;
  readonly title: string | null;
  /** Who opened it and so owns it: `own` for a matter of ours that came another way. */
  readonly owner: "us" | "them" | "own";
  readonly by: string;
  readonly at: number;
  /** Since when its processing is restricted, by this case or another; null: it is not. */
  readonly restricted: number | null;
  readonly consultations: readonly ConsultationRow[];
};

export type CaseSearch = {
  readonly by: string;
  readonly at: number;
  readonly terms: string;
  /** Of its reach only what the reader reaches herself. */
  readonly level: number;
  readonly compartments: readonly string[];
  readonly agency: string;
  /** False: there was more than is looked through at once, so it covers nothing. */
  readonly whole: boolean;
};

export type CaseAct = {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

export type CaseView = CaseRow & {
  readonly now: number;
  readonly me: string;
  readonly person: Person | null;
  readonly text: string | null;
  readonly identity: { readonly how: string; readonly by: string; readonly at: number } | null;
  readonly ground: string | null;
  readonly searches: readonly CaseSearch[];
  /** Whether the searches together reach every level and compartment; what is missing, as far as the reader may know. */
  readonly searched: boolean;
  readonly missing: readonly {
    readonly level: number;
    readonly compartments: readonly string[];
    /** Topic and level as one word, such as `cyber.2`, where it is about one. */
    readonly topic?: string;
  }[];
  readonly matters: readonly CaseMatter[];
  readonly decision: {
    readonly outcome: string;
    readonly by: string;
    readonly at: number;
    readonly text: string;
  } | null;
  /** From when the letter may be had and leaves; null while nothing is decided. */
  readonly leaves: number | null;
  readonly acts: readonly CaseAct[];
  /** Acts that mean something now, for the reader. */
  readonly moves: readonly string[];
  readonly names: Readonly<Record<string, string>>;
};

export type FoundMatter = {
  readonly item: string;
  readonly ref: string;
  readonly title: string | null;
  readonly owner: "us" | "them" | "own";
  readonly updated: number;
  readonly hits: readonly {
    readonly where: string;
    readonly before: string;
    readonly match: string;
    readonly after: string;
  }[];
};
export type Found = { readonly matters: readonly FoundMatter[]; readonly whole: boolean };

/** Text in the language asked for: `letterOf` in `letter.ts`, which screens call for a preview. */
export type Letter = { readonly lang: Lang; readonly text: string; readonly leaves: number };

/** What reviewers see: `GET /api/oversight/individuals` and `GET /api/oversight/individuals/<id>`; they change nothing. */
export type Overseen = Pick<Register, "now" | "cases" | "consultations" | "names">;
export type OverseenCase = CaseRow &
  Pick<CaseView, "now" | "person" | "text" | "leaves" | "acts" | "names"> & {
    readonly matters: readonly { readonly item: string; readonly by: string; readonly at: number }[];
    readonly restricts: readonly string[];
    readonly consultations: readonly ConsultationRow[];
    readonly missing: readonly {
      readonly level: number;
      readonly compartments: readonly string[];
      readonly topic: string | null;
      readonly agencies: readonly string[];
    }[];
  };

/** One consultation of `individuals/1`, ours or theirs. */
export type ConsultationRow = {
  readonly item: string;
  readonly ref: string;
  readonly side: "us" | "them";
  /** The case it serves; null at the owner, who is not told of any. */
  readonly case: string | null;
  /** The matter, where the reader may know of it. */
  readonly matter: { readonly item: string; readonly ref: string } | null;
  readonly kind: string;
  readonly until: number;
  /** Cell of the product: `WORDS` of the screens name each. */
  readonly status: string;
  readonly turn: "us" | "them" | "none";
  readonly answer: { readonly code: string; readonly ground: string | null; readonly at: number } | null;
  readonly moves: readonly string[];
};
export type ConsultationAct = {
  readonly id: string;
  readonly side: "us" | "them";
  readonly do: string;
  readonly at: number;
  readonly args: Args;
  readonly text: string | null;
  readonly void: string | null;
};
export type ConsultationView = ConsultationRow & {
  readonly now: number;
  readonly after: readonly [string | null, string | null];
  readonly acts: readonly ConsultationAct[];
};
export type ConsultationCommand = {
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  /** The heads of both halves as they were on the screen, mine first. */
  readonly after: readonly [string | null, string | null];
  readonly body: { readonly text: string; readonly lang: Lang } | null;
};
export type Sent = { readonly id: string; readonly item: string };
