import { IN_ANSWERS } from "./answers.ts";
import type { Lie } from "./lie.ts";
import { IN_THE_LOG } from "./log.ts";
import { ON_THE_ROAD } from "./road.ts";

/** It speaks out of two databases, and believes whatever suits it. */
const TWO_FACES: Lie = {
  name: "two-faces",
  may: ["FORK", "ROLLBACK", "SEEN_BEYOND"],
  mends: false,
  twoFaces: true,
};

/** Every way to lie that is tried. */
export const LIES: readonly Lie[] = [...ON_THE_ROAD, ...IN_ANSWERS, ...IN_THE_LOG, TWO_FACES];
