import type { ListName } from "@setu/core/codes/index.ts";

const TERMS: Readonly<Record<string, ListName>> = {
  post: "officer-post",
  mandate: "officer-mandate",
  languages: "language",
};

/** Which list speaks for which argument of which act. */
export const ARG_LISTS: Readonly<Record<string, Readonly<Record<string, ListName>>>> = {
  nominate: TERMS,
  amend: TERMS,
};

/** The same of a designation (`agencies.ts`). */
const ROLE: Readonly<Record<string, ListName>> = { role: "agency-role" };
export const AGENCY_LISTS: Readonly<Record<string, Readonly<Record<string, ListName>>>> = {
  designate: ROLE,
  change: ROLE,
};
