import { badField, SetuError, type Json } from "@setu/core";
import { isInForce, LISTS } from "@setu/core/codes/index.ts";

/**
 * Why an officer consults an item, or takes it out of this node (Directive (EU) 2016/680, article 25). A part in the
 * matter is a reason and so is duty while it is open; everybody else gives one, which holds for that item and a stretch of
 * work, and stands in the home log before a byte of content leaves.
 */
export const REASON_VERBS = ["consultation", "disclosure"] as const;
export type ReasonVerb = (typeof REASON_VERBS)[number];

/** For so long a reason that was given is not asked for again. */
export const REASON_MS = 8 * 3_600_000;
/** In UTF-16 units. */
export const WHY_MAX = 200;

/** The act of the home log, on the item. `until`: as long as it holds. Its text is the line. */
export const REASON_ACT = "give-reason";

/** Reasons that nobody types. `named` stands for the three before it where which of them is not known. */
export const OWN_REASONS = [
  "assigned",
  "watching",
  "addressed",
  "named",
  "wrote",
  "approval",
  "oversight",
] as const;
/** On duty while the matter is open: a reason too, and one that counts against the brake. */
export const DUTY = "duty";

export const isOwnReason = (because: string): boolean => OWN_REASONS.some((each) => each === because);

/**
 * Whether a reading counts against the brake. What an officer has made her own by a word of hers alone is her own matter
 * and counts all the same: else whoever watches everything first reads everything after.
 * @param taken she gave it to herself
 */
export const isBraked = (because: string, taken: boolean): boolean =>
  taken || because === "watching" || !isOwnReason(because);

export type GivenReason = { readonly verb: ReasonVerb; readonly code: string; readonly why: string };

/** `POST /api/requests/:item/reason`: until when it holds. */
export type ReasonHeld = { readonly until: number };

/** @throws BAD_FIELD | UNKNOWN_CODE | TOO_LARGE */
export function parseReason(
  { verb, code, why }: { readonly [field: string]: Json | undefined },
  now: number,
): GivenReason {
  const known = REASON_VERBS.find((each) => each === verb);
  if (known === undefined) throw badField("verb", "consultation or disclosure");
  const entry = typeof code === "string" ? LISTS["access-reason"].get(code) : undefined;
  if (entry === undefined || !isInForce(entry, now))
    throw new SetuError("UNKNOWN_CODE", "the reason is not a code of its list", {
      detail: { field: "code" },
    });
  if (typeof why !== "string" || why.trim() === "" || /\p{Cc}/u.test(why)) throw badField("why", "line");
  if (why.length > WHY_MAX)
    throw new SetuError("TOO_LARGE", `why is longer than ${WHY_MAX}`, {
      detail: { field: "why", max: WHY_MAX },
    });
  return { verb: known, code: entry.code, why: why.trim() };
}

/** Of whom the brake has stopped, for who leads: `GET /api/brakes`; `POST /api/brakes/lift {officer, why}`. */
export type StoppedOfficer = {
  readonly officer: string;
  readonly what: "open" | "take";
  readonly at: number;
};
