import { badField, SetuError, type Json } from "@setu/core";
import type { FilePages } from "./api.ts";

/**
 * An original that the viewer could not read, holds, or warns of is taken only for a reason: a code and one line, which
 * stand in the home log before a byte of the file leaves, and in its chain of custody.
 */
export const TAKE_REASONS = [
  "examine",
  "evidence",
  "translate",
  "unreadable-here",
  "order",
  "other",
] as const;
export type TakeReason = (typeof TAKE_REASONS)[number];
export type Taking = { readonly reason: TakeReason; readonly because: string };

/** In UTF-16 units. */
export const BECAUSE_MAX = 200;

/** What the viewer says of honest files every day. Any other flag asks, those of later versions too. */
const PLAIN: ReadonlySet<string> = new Set([
  "words-only",
  "picture-not-shown",
  "first-picture-only",
  "pages-cut",
  "text-cut",
  "pdf-remote",
]);

export const asksReason = ({ state, flags }: Pick<FilePages, "state" | "flags">): boolean =>
  state !== "ready" || flags.some((flag) => !PLAIN.has(flag));

/** @throws BAD_FIELD | UNKNOWN_CODE | TOO_LARGE */
export function parseTaking({ reason, because }: { readonly [field: string]: Json | undefined }): Taking {
  const known = TAKE_REASONS.find((each) => each === reason);
  if (known === undefined) {
    throw new SetuError("UNKNOWN_CODE", "the reason is not a code of its list", {
      detail: { field: "reason" },
    });
  }
  if (typeof because !== "string" || because.trim() === "" || /\p{Cc}/u.test(because)) {
    throw badField("because", "line");
  }
  if (because.length > BECAUSE_MAX) {
    throw new SetuError("TOO_LARGE", `because is longer than ${BECAUSE_MAX}`, {
      detail: { field: "because", max: BECAUSE_MAX },
    });
  }
  return { reason: known, because: because.trim() };
}
