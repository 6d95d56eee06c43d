import { failureOf } from "../failure.ts";
import { say } from "../terminal.ts";
import { seed } from "./seed.ts";

// Ctrl-C and a lost parent end it at once: what was written so far is not used.
process.once("disconnect", () => process.exit(1));
try {
  const [, , home = "", open = "", closed = ""] = process.argv;
  await seed(home, { seed: 7, open: Number(open), closed: Number(closed) });
} catch (error) {
  const { message, exit } = failureOf(error);
  say(`setu: the caseload could not be written: ${message}`);
  process.exit(exit);
}
process.exit(0);
