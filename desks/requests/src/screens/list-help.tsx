import { msg } from "@lingui/core/macro";
import type { KeyHelp } from "@setu/ui";

/** What the keys of a list do. */
export const LIST_HELP: readonly KeyHelp[] = [
  { keys: ["J"], does: msg`Next request` },
  { keys: ["K"], does: msg`Previous request` },
  { keys: ["Enter"], does: msg`Open the request` },
  { keys: ["X"], does: msg`Select it, or leave it out` },
  { keys: ["Shift", "X"], does: msg`Select from the last one to here` },
  { keys: ["Esc"], does: msg`Select none` },
  { keys: ["A"], does: msg`Take it: it is mine` },
  { keys: ["Shift", "A"], does: msg`Assign it to an officer` },
  { keys: ["B"], does: msg`Give it back: it is with nobody` },
  { keys: ["H"], does: msg`Set the date of the follow-up` },
  { keys: ["W"], does: msg`Watch it, or watch it no longer` },
  {
    keys: ["E"],
    does: msg`Put it away, or bring it back, and go to the next; what is not over is asked about first`,
  },
  { keys: ["R"], does: msg`Open it and do what moves it on` },
  { keys: ["M"], does: msg`Open it and write a message` },
  { keys: ["D"], does: msg`Open it and say why the answer will be late` },
  { keys: ["Z"], does: msg`Undo the newest of these, then the one before it, each within ten seconds` },
  { keys: ["S"], does: msg`Save the list, or what is selected, as CSV` },
  { keys: ["Shift", "S"], does: msg`Save the list, or what is selected, as XLSX` },
  { keys: ["U"], does: msg`Bring in what is new and order the list again` },
  { keys: ["1", "9"], does: msg`Open the saved view with that number` },
  { keys: ["0"], does: msg`Clear the filters` },
  { keys: ["N"], does: msg({ context: "screen", message: "New request" }) },
  { keys: ["I"], does: msg({ context: "screen", message: "Register what came another way" }) },
  { keys: ["V"], does: msg`Save or delete a view` },
  { keys: ["F"], does: msg`Go to the filter` },
  { keys: ["/"], does: msg`Search everything, from any screen` },
  { keys: ["?"], does: msg`Show this sheet` },
];

/** What the keys of the search do. */
export const SEARCH_HELP: readonly KeyHelp[] = [
  { keys: ["J"], does: msg`Next request` },
  { keys: ["K"], does: msg`Previous request` },
  { keys: ["Enter"], does: msg`Open the request` },
  { keys: ["/"], does: msg`Search for something else` },
  { keys: ["?"], does: msg`Show this sheet` },
];
