import { failureOf } from "../failure.ts";
import { say } from "../terminal.ts";
import { seed } from "./seed.ts";

try {
  await seed(process.argv[2] ?? "");
} catch (error) {
  const { message, exit } = failureOf(error);
  say(`setu: the caseload could not be written: ${message}`);
  process.exitCode = exit;
}
