import { ROSTER } from "@setu/requests/duty.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { giveReason, LISTS_OUT } from "./giving.ts";

const WHY = { verb: "disclosure", code: "desk-records", why: "For a test" } as const;

/** Said before a list leaves, by a program over HTTP: the path and what is sent there. */
export const LISTS_REASON = [`/api/requests/${ROSTER}/reason`, WHY] as const;

/** The officer has said why lists leave. */
export const listsMayLeave = (desk: Desk, officer: Pick<Officer, "id">) =>
  giveReason(desk, officer, { ...WHY, item: LISTS_OUT });
