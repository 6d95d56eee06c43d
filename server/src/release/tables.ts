import type { ReleaseTable } from "@setu/core";
import { release as permissions } from "@setu/permissions";
import { release4 } from "@setu/requests";
import type { ParsedCommand } from "../requests/command.ts";

/** What is asked before an act leaves, by the workflow that it belongs to: acts of two workflows may have one name. */
export const releaseOf = ({ desk }: { readonly desk?: ParsedCommand["desk"] }): ReleaseTable =>
  desk === "permissions" ? permissions : release4;
