import { useCallback, useState } from "react";
import { KeySheet, type KeyHelp } from "./key-sheet.tsx";
import { usePageKey } from "./keys.ts";

/** `?` shows what the keys of this screen do. */
export function ScreenKeys({ help }: { readonly help: readonly KeyHelp[] }) {
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  usePageKey("?", show);
  return open && <KeySheet help={help} onClose={() => setOpen(false)} />;
}
