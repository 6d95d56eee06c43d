import { msg } from "@lingui/core/macro";
import type { KeyHelp } from "@setu/ui";
import { TEXT_HELP } from "./text-help.tsx";

/** What can be done on any matter, and reaches nobody. */
export const OUR_HELP: readonly KeyHelp[] = [
  { keys: ["A"], does: msg`Take the request` },
  { keys: ["Shift", "A"], does: msg`Assign it to an officer` },
  { keys: ["B"], does: msg`Give it back` },
  { keys: ["W"], does: msg`Watch it, or no longer` },
  { keys: ["S"], does: msg`Seal it, or take off the seal` },
  { keys: ["K"], does: msg`Change the compartments` },
  { keys: ["H"], does: msg`Set the date on which to come back to it` },
  { keys: ["T"], does: msg`Give an officer a task on it, with a date` },
  { keys: ["C"], does: msg`Write a note that stays with us` },
  { keys: ["X"], does: msg`Note a reference of others` },
  { keys: ["L"], does: msg`Link another request` },
  { keys: ["Z"], does: msg`Undo what was done last on our half` },
  { keys: ["N"], does: msg`To the next act that is new to you` },
  { keys: ["Y"], does: msg`Copy the reference and the link` },
  { keys: ["["], does: msg`The request before it in the list` },
  { keys: ["]"], does: msg`The request after it in the list` },
  { keys: ["P"], does: msg`Printable page` },
  { keys: ["?"], does: msg`Show this sheet` },
];

/** What the letters of a request's screen do. */
export const REQUEST_HELP: readonly KeyHelp[] = [
  { keys: ["R"], does: msg`Write the next act` },
  { keys: ["M"], does: msg`Write a message` },
  { keys: ["D"], does: msg`Say why the answer will be late` },
  { keys: ["V"], does: msg`Evaluate what was given last, or evaluate it otherwise` },
  { keys: ["O"], does: msg`Agree with the evaluation that the other side proposes` },
  { keys: ["Shift", "O"], does: msg`Do not agree with it` },
  { keys: ["E"], does: msg`Correct what our side said last` },
  { keys: ["Shift", "E"], does: msg`Narrow the handling of what our side sent last` },
  { keys: ["F"], does: msg`Give a record of theirs on, by their leave` },
  { keys: ["I"], does: msg`Answer whether the other side must have something unasked` },
  { keys: ["Ctrl", "Enter"], does: msg`Check, then send; in a note: keep it here` },
  ...TEXT_HELP,
  ...OUR_HELP,
];
