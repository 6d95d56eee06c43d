import { Trans } from "@lingui/react/macro";
import type { KeyHelp } from "@setu/ui";
import { TEXT_HELP } from "./text-help.tsx";

/** What can be done on any matter, and reaches nobody. */
export const OUR_HELP: readonly KeyHelp[] = [
  { keys: ["A"], does: <Trans>Take the request</Trans> },
  { keys: ["Shift", "A"], does: <Trans>Assign it to an officer</Trans> },
  { keys: ["B"], does: <Trans>Give it back</Trans> },
  { keys: ["W"], does: <Trans>Watch it, or no longer</Trans> },
  { keys: ["H"], does: <Trans>Set the date on which to come back to it</Trans> },
  { keys: ["C"], does: <Trans>Write a note that stays with us</Trans> },
  { keys: ["X"], does: <Trans>Note a reference of others</Trans> },
  { keys: ["L"], does: <Trans>Link another request</Trans> },
  { keys: ["Z"], does: <Trans>Undo what was done last on our half</Trans> },
  { keys: ["Y"], does: <Trans>Copy the reference and the link</Trans> },
  { keys: ["[", "]"], does: <Trans>The request before, or after, in the list</Trans> },
  { keys: ["P"], does: <Trans>Printable page</Trans> },
  { keys: ["?"], does: <Trans>Show this sheet</Trans> },
];

/** What the letters of a request's screen do. */
export const REQUEST_HELP: readonly KeyHelp[] = [
  { keys: ["R"], does: <Trans>Write the next act</Trans> },
  { keys: ["M"], does: <Trans>Write a message</Trans> },
  { keys: ["D"], does: <Trans>Say why the answer will be late</Trans> },
  { keys: ["V"], does: <Trans>Evaluate what was given last, or evaluate it otherwise</Trans> },
  { keys: ["O"], does: <Trans>Agree with the evaluation that the other side proposes</Trans> },
  { keys: ["Shift", "O"], does: <Trans>Do not agree with it</Trans> },
  { keys: ["Ctrl", "Enter"], does: <Trans>Check, then send; in a note: keep it here</Trans> },
  ...TEXT_HELP,
  ...OUR_HELP,
];
