import { Trans } from "@lingui/react/macro";
import { Notice } from "@setu/ui";
import { useState } from "react";
import ReasonAsk from "./reason-ask.tsx";

/** A matter that is open for a given reason gives out no file and no proof before another is given, for that. */
export default function TakingOut({ item }: { readonly item: string }) {
  const [state, setState] = useState<"shut" | "asking" | "given">("shut");
  if (state === "asking")
    return <ReasonAsk item={item} verb="disclosure" onGiven={() => setState("given")} />;
  return (
    <Notice>
      <p role="status">
        {state === "given" ? (
          <Trans>Your reason is written down. Files and proofs can be taken for eight hours.</Trans>
        ) : (
          <Trans>
            You have this matter open for the reason that you gave. No file or proof leaves it yet.
          </Trans>
        )}
      </p>
      {state === "shut" && (
        <button type="button" className="button" onClick={() => setState("asking")}>
          <Trans>Take files or proofs out…</Trans>
        </button>
      )}
    </Notice>
  );
}
