import type { GateAnswer, GateId, Judgement, Needs, Marking } from "@setu/core";
import type { Account, Command } from "./api.ts";
import type { Corrected } from "./correcting.ts";
import type { ReleasePart } from "./releasing.ts";

/**
 * What waits for its release:
 *   GET  /api/releases                         Releases
 *   GET  /api/releases/:id                     ReleaseView
 *   POST /api/releases/:id/gate                {answer: GateSaid & {subject}}
 *   POST /api/releases/:id/again               {answer, subject}
 *   POST /api/releases/:id/sign                {} -> SignChallenge, for an approval or a release alone with a key
 *   POST /api/releases/:id/approve             {hash, assertion?} -> {heldUntil}
 *   POST /api/releases/:id/alone               {hash, reason, text, assertion?} -> {heldUntil}
 *   POST /api/releases/:id/return              {text}
 *   POST /api/releases/:id/hand                {officer, text: string|null}
 *   POST /api/releases/:id/withdraw            {}
 *   POST /api/releases/:id/review              {finding, text}
 */
export type ReleaseLine = {
  readonly id: string;
  readonly item: string;
  readonly ref: string;
  readonly do: string;
  /** Of which desk it is, beside the requests: acts of two desks may have one name. */
  readonly desk?: "permissions";
  readonly author: string;
  readonly at: number;
  /** Of the request, where its clock runs. */
  readonly due: number | null;
  readonly tlp: Marking["tlp"];
  readonly state: ReleasePart["state"];
  /** To whom it was handed on last. */
  readonly turn: string | null;
  /** Until when another has to look at what left by one person. */
  readonly review: number | null;
};

/** The oldest clock first, then what waits longest. */
export type Releases = {
  readonly waiting: readonly ReleaseLine[];
  readonly mine: readonly ReleaseLine[];
  readonly reviews: readonly ReleaseLine[];
  readonly now: number;
};

/** What a narrowing takes away, and from whom; where the reader may not read what is narrowed, only how it would be handled. */
export type Narrows = {
  readonly rule: string | null;
  readonly before: Marking | null;
  readonly after: Marking;
  /** Agencies of either side that may hold it now and could no more. */
  readonly lost: readonly string[];
  /** Agencies of ours to which the matter was passed on and that would hold it no more. */
  readonly passed: readonly string[];
};

export type ReleaseView = ReleaseLine & {
  /** Of exactly what crosses; an approval names it. */
  readonly hash: string;
  readonly needs: Needs;
  readonly crosses: Pick<Command, "args" | "mark" | "lane" | "body"> & {
    readonly files: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  };
  /** The text of what its author sent before and got back. */
  readonly before: { readonly title: string; readonly text: string } | null;
  /** Of a correction: what holds until it leaves, as far as the reader may read that. */
  readonly replaces: (Corrected & Pick<Marking, "tlp">) | null;
  readonly narrows: Narrows | null;
  readonly gates: readonly GateId[];
  readonly leftOut: readonly { readonly gate: GateId; readonly because: string }[];
  readonly answers: readonly GateAnswer[];
  /** Answers of other releases in this matter that may be used again. */
  readonly others: readonly GateAnswer[];
  readonly judgement: Judgement | null;
  /** The gates that stay when one person releases for a threat to life; null: nothing is asked. */
  readonly emergency: Judgement | null;
  readonly subject: string;
  /** Codes for which it could not leave now. */
  readonly refusals: readonly string[];
  /** Who let it go; `lentBy`: whose power it was, where it was lent for a time. */
  readonly approved: { readonly by: string; readonly lentBy: string | null } | null;
  readonly remarks: readonly {
    readonly do: string;
    readonly by: string;
    readonly at: number;
    readonly text: string;
  }[];
  /** The rule that keeps the reader from each; null: she may. */
  readonly stopped: { readonly approve: string | null; readonly answer: string | null };
  readonly own: boolean;
  /** Who could approve it now; none: from when somebody will be there who might, null where nobody is known. */
  readonly approvers: readonly Account[];
  readonly nextApprover: number | null;
};
