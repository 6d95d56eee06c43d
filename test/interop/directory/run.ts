// Has SCIM programs that are not ours open, change, look for and close accounts and groups. Where there is no Python or
// no way to its package index it says so and checks nothing. The last line is "N passed, N failed"; exit code 1 if any
// check failed.
import { join } from "node:path";
import { asProgram } from "../clients/program.ts";

await asProgram({
  script: join(import.meta.dirname, "directory.py"),
  packages: [
    "scim2-tester==0.5.2",
    "scim2-client==0.13.2",
    "scim2-models==0.12.3",
    "httpx2==2.16.2",
    "requests_oauth2client==1.8.0",
  ],
  id: "ca.directory",
  scopes: ["directory:read", "directory:write"],
});
