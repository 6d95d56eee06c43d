import type { ReleaseConfig } from "./config.ts";

/** For tests of something else: what an officer sends leaves as it always did. */
export const ASKS_NOTHING: ReleaseConfig = {
  gates: "never",
  fourEyes: "never",
  signed: "never",
  profiles: [],
};
