import { useCallback, useState } from "react";
import { useScreenHelp, type KeyHelp } from "./commands.ts";
import { KeySheet } from "./key-sheet.tsx";
import { usePageKey } from "./keys.ts";

/** `?` shows what the keys of this screen do. */
export function ScreenKeys({ help }: { readonly help: readonly KeyHelp[] }) {
  useScreenHelp(help);
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  usePageKey("?", show);
  return open && <KeySheet help={help} onClose={() => setOpen(false)} />;
}
