import { join } from "node:path";
import { parseArgs } from "node:util";
import { ERRORS, isSetuError } from "@setu/core";
import { logTo } from "./http/log.ts";
import { lastResort } from "./last-resort.ts";
import { startNode } from "./node/node.ts";
import { faultOf } from "./http/fault.ts";

/**
 * One server process: `node server/src/main.ts --home <folder>`. Writes one line of JSON an event; stops on SIGTERM
 * and SIGINT, and a second signal does not wait.
 */
const WEB = join(import.meta.dirname, "..", "..", "web");
const log = logTo((line) => process.stdout.write(line));
lastResort(log);

const { values } = parseArgs({
  options: {
    home: { type: "string" },
    web: { type: "string", default: WEB },
    "http-port": { type: "string" },
    "link-port": { type: "string" },
    "operations-port": { type: "string" },
  },
});
if (values.home === undefined) {
  log("failed", { code: "USAGE" });
  process.stderr.write("--home <folder> is missing\n");
  process.exit(ERRORS.USAGE.exit);
}

const port = (value: string | undefined, name: string) =>
  value === undefined ? {} : { [name]: Number(value) };
const ports = {
  ...port(values["http-port"], "http"),
  ...port(values["link-port"], "link"),
  ...port(values["operations-port"], "operations"),
};

try {
  const node = await startNode({ home: values.home, web: values.web, log, ports });
  log("ready", { party: node.party, url: node.url, pid: process.pid });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log("stopping", { signal });
    void node.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => stop(signal));
} catch (error) {
  const code = isSetuError(error) ? error.code : "INTERNAL";
  log("failed", faultOf(error));
  // Before anything of a case has been read: for whoever starts it.
  if (isSetuError(error)) process.stderr.write(`${error.message}\n`);
  process.exit(ERRORS[code].exit);
}
