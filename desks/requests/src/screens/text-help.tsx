import { msg } from "@lingui/core/macro";
import type { KeyHelp } from "@setu/ui";

/** In a text that leaves, on this screen and in the composer. */
export const TEXT_HELP: readonly KeyHelp[] = [
  { keys: ["Alt", "B"], does: msg`Text blocks of the desk, where one writes` },
  { keys: ["Alt", "N"], does: msg`The next open place of the text` },
];

export const NEW_HELP: readonly KeyHelp[] = [...TEXT_HELP, { keys: ["?"], does: msg`Show this sheet` }];
