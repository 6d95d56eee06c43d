import { ERRORS } from "@setu/core";
import type { Log } from "./http/log.ts";
import { faultOf } from "./http/fault.ts";

/**
 * A fault outside of every request and loop: nobody knows what state this process is in, so it says one line and ends.
 * What was acknowledged is durable, and whoever runs the process starts another.
 */
export function lastResort(log: Log): void {
  const end = (error: unknown) => {
    log("fatal", faultOf(error));
    process.exit(ERRORS.INTERNAL.exit);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}
