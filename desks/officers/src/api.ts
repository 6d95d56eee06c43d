import type { Args } from "@setu/core";
import type { Designation } from "./agencies.ts";
import type { Body } from "./body.ts";
import type { Posting } from "./terms.ts";

/**
 * The officers desk over HTTP:
 *
 *     GET  /api/postings              every posting on this link, ours and theirs
 *     GET  /api/postings/<item>       one, with the history of both halves
 *     POST /api/postings              {command} → Sent: a nomination
 *     POST /api/postings/<item>/acts  {command} → Sent
 *     GET  /api/agencies              which agencies go direct, and who gets the copy
 *     POST /api/agencies              {command} → Sent: a designation
 *     POST /api/agencies/<item>/acts  {command} → Sent
 */
export type PostingCommand = {
  /** 128 random bits in hexadecimal, made by whoever sends: sending twice is doing once. */
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  /** The heads of both halves as they were on the screen, mine first. */
  readonly after: readonly [string | null, string | null];
  readonly body: Pick<Body, "name" | "title" | "text" | "lang"> | null;
};

export type Sent = { readonly id: string; readonly item: string };

export type PostingRow = Posting & {
  readonly item: string;
  /** Whose officer. */
  readonly side: "us" | "them";
  /** Name of the cell in both tables' product. */
  readonly status: string;
  readonly turn: "us" | "them" | "none";
  readonly moves: readonly string[];
  /** From the nomination's body; null where it is not here any more. */
  readonly name: string | null;
  readonly title: string | null;
  /** Keys that are declared for her, by kind; null: nothing is known here of any. */
  readonly keys: readonly { readonly alg: string; readonly count: number }[] | null;
};

export type Postings = {
  readonly now: number;
  readonly rows: readonly PostingRow[];
  /** Whether whoever asks may act on postings here; else which rule stops her. */
  readonly may: boolean;
  readonly rule: string | null;
  /** Accounts of this node that can be nominated. */
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly agency: string }[];
};

export type PostingAct = {
  readonly id: string;
  readonly side: "us" | "them";
  readonly do: string;
  readonly at: number;
  readonly args: Args;
  readonly void: string | null;
  readonly body: Body | null;
  readonly bodyState: "none" | "here" | "destroyed" | "lost" | "refused" | "unreadable";
};

export type PostingView = PostingRow & {
  readonly now: number;
  readonly may: boolean;
  readonly rule: string | null;
  readonly after: readonly [string | null, string | null];
  readonly acts: readonly PostingAct[];
};

export type DesignationRow = Designation & {
  readonly item: string;
  readonly side: "us" | "them";
  readonly moves: readonly string[];
  readonly after: readonly [string | null, string | null];
};

export type Agencies = Pick<Postings, "may" | "rule"> & {
  readonly rows: readonly DesignationRow[];
  /** Agencies of this node's officers. */
  readonly ours: readonly string[];
  /** How often a copy was left out here, by the code that was given for it. */
  readonly uncopied: readonly { readonly code: string; readonly count: number }[];
};
