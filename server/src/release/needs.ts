import { needsOf, rowOf, type Needs } from "@setu/core";
import { release2 } from "@setu/requests";
import { levelOf } from "../access/item-facts.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";

/** What has to happen before a command leaves this node (`core/src/release.ts`). */
export const needsFor = ({ release }: Desk, { do: act, mark }: Pick<ParsedCommand, "do" | "mark">): Needs =>
  needsOf(release, rowOf(release2, act), { tlp: mark.tlp, level: levelOf(mark) });
