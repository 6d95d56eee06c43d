import type { MessageDescriptor } from "@lingui/core";
import { useEffect } from "react";

/** What a key of a screen does. Two keys are pressed together, or are the ends of a row of keys. */
export type KeyHelp = { readonly keys: readonly string[]; readonly does: MessageDescriptor };

const shown = new Set<readonly KeyHelp[]>();

/** What this screen can do, for as long as it is shown: the palette offers it by name. */
export function useScreenHelp(help: readonly KeyHelp[]): void {
  useEffect(() => {
    shown.add(help);
    return () => void shown.delete(help);
  }, [help]);
}

export const helpShown = (): readonly KeyHelp[] => [...shown].flat();
