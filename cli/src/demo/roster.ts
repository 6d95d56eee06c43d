import { randomBytes } from "node:crypto";
import type { RecordId } from "@setu/core";
import type { Ports } from "@setu/link";
import { ROSTER, type Role } from "@setu/requests/duty.ts";
import { homeRecord } from "@setu/server/requests/home-record.ts";
import { appendHome } from "@setu/server/requests/home.ts";
import type { Memory } from "./memory.ts";
import { OFFICERS } from "./officers.ts";

/**
 * Who is on duty in the demonstration: both officers of each desk are on call, and whoever leads it approves, week by week
 * for a year, so that no hour of it finds nobody.
 */
const WEEK = 7 * 86_400_000;
const WEEKS = 53;

type Side = { readonly ports: Ports; readonly memory: Memory };

export async function layDownRoster(
  { ports, memory }: Side,
  party: keyof typeof OFFICERS,
  now: number,
): Promise<void> {
  const [leads, works] = OFFICERS[party];
  const posts: readonly (readonly [officer: string, role: Role])[] = [
    [leads.id, "officer"],
    [works.id, "officer"],
    [leads.id, "approver"],
  ];
  const first = Math.floor(now / 86_400_000) * 86_400_000;
  for (let week = 0; week < WEEKS; week++)
    for (const [officer, role] of posts) {
      const from = first + week * WEEK;
      const args = { officer, role, from, until: from + WEEK } as never;
      const id = randomBytes(16).toString("hex") as RecordId;
      const act = { id, item: ROSTER, by: leads.id, do: "on-duty", args, text: null };
      await appendHome(ports, memory, homeRecord(ports.identity, act));
    }
}
