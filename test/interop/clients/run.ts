// Has a Python client that is not ours sign in and read. Where there is no Python or no way to its
// package index it says so and checks nothing. The last line is "N passed, N failed"; exit code 1 if any check failed.
import { join } from "node:path";
import { asProgram } from "./program.ts";

await asProgram({
  script: join(import.meta.dirname, "client.py"),
  packages: ["requests_oauth2client==1.8.0"],
  id: "ca.gateway",
  scopes: ["requests:read"],
});
