import { Trans } from "@lingui/react/macro";
import { useAddress } from "@setu/ui";
import { useState } from "react";

/**
 * Where there is little room, what is not for this minute waits behind one button, and the work begins near the top.
 * Wider windows show all of it and no button (shell.css). Whoever has gone somewhere finds it folded again.
 */
export function useMenu(): { readonly folded: string; readonly button: React.ReactNode } {
  const { path } = useAddress();
  const [openAt, setOpenAt] = useState<string | null>(null);
  const open = openAt === path;
  return {
    folded: open ? "" : " folded",
    button: (
      <button
        type="button"
        className="button menu-button"
        aria-expanded={open}
        onClick={() => setOpenAt(open ? null : path)}
      >
        <Trans context="button">Menu</Trans>
      </button>
    ),
  };
}
