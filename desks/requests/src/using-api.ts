import type { Judgement } from "@setu/core";
import type { ReleaseView } from "./release-api.ts";
import type { UsePart } from "./using.ts";

/**
 * What is done here with what came:
 *   GET  /api/requests/:item/uses              Uses
 *   POST /api/requests/:item/uses              {id, kind, text, leave?: Towards} -> UseView, of a use that is open, or done where no gate is asked
 *   GET  /api/uses/:id                         UseView
 *   POST /api/uses/:id/gate                    {answer: GateSaid & {subject}}
 *   POST /api/uses/:id/again                   {answer, subject}
 *   POST /api/uses/:id/done                    {}
 *   POST /api/uses/:id/drop                    {}
 */
export type UseLine = Pick<UsePart, "state" | "kind" | "by" | "at" | "why" | "usedAt"> & {
  readonly id: string;
  /** The originator's leave on which it rests, with the conditions under which it was given. */
  readonly leave: readonly { readonly item: string; readonly conditions: readonly string[] }[];
  /** Until when a deed of this kind may be done on it. */
  readonly until: number | null;
};

export type Uses = {
  readonly item: string;
  readonly ref: string;
  /** The newest first. */
  readonly uses: readonly UseLine[];
  /** Whether this matter is marked so that gates are asked before it is used. */
  readonly asked: boolean;
  /** The rule that keeps the reader from it; null: she may. */
  readonly stopped: string | null;
};

/** The gates in the form that a release shows them in. */
export type UseView = UseLine &
  Pick<ReleaseView, "item" | "ref" | "gates" | "leftOut" | "answers" | "others" | "subject"> & {
    /** Null: no gate is asked. */
    readonly judgement: Judgement | null;
    readonly stopped: { readonly answer: string | null };
    readonly own: boolean;
  };
