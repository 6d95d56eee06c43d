import { Trans } from "@lingui/react/macro";
import type { KeyHelp } from "@setu/ui";

/** In a text that leaves, on this screen and in the composer. */
export const TEXT_HELP: readonly KeyHelp[] = [
  { keys: ["Alt", "B"], does: <Trans>Text blocks of the desk, where one writes</Trans> },
  { keys: ["Alt", "N"], does: <Trans>The next open place of the text</Trans> },
];

export const NEW_HELP: readonly KeyHelp[] = [
  ...TEXT_HELP,
  { keys: ["?"], does: <Trans>Show this sheet</Trans> },
];
