import type { ListName } from "@setu/core/codes/index.ts";

const ASKED: Readonly<Record<string, ListName>> = {
  use: "permission-use",
  proceeding: "permission-proceeding",
  court: "permission-court",
  purpose: "purpose",
};

/** Which list speaks for which argument of which act. */
export const ARG_LISTS: Readonly<Record<string, Readonly<Record<string, ListName>>>> = {
  seek: ASKED,
  grant: { conditions: "permission-condition" },
  refuse: { ground: "refusal" },
};
