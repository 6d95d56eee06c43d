import type { ListName } from "@setu/core/codes/index.ts";

/** Which list speaks for which argument of which act of a consultation. */
export const ARG_LISTS: Readonly<Record<string, Readonly<Record<string, ListName>>>> = {
  consult: { kind: "individual-kind" },
  "agree-in-part": { ground: "individual-objection" },
  object: { ground: "individual-objection" },
  attest: { measure: "individual-measure" },
};
