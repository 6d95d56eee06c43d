import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

/** The reference that people say, and the address that they follow: both find the request, on our own node only. */
const textOf = (ref: string): string => `${ref}\n${location.origin}/requests/${ref}`;

export function useCopyReference(ref: string) {
  const [told, setTold] = useState<"copied" | "refused" | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(textOf(ref));
      setTold("copied");
    } catch {
      // A page without a secure connection, or a person, may not allow it.
      setTold("refused");
    }
  };
  return { told, copy: () => void copy() };
}

export function CopyReference({
  reference,
  copying,
}: {
  readonly reference: string;
  readonly copying: ReturnType<typeof useCopyReference>;
}) {
  const { t } = useLingui();
  return (
    <span className="copy-reference">
      <button type="button" className="link-button" aria-keyshortcuts="y" onClick={copying.copy}>
        {t`Copy reference and link`}
      </button>{" "}
      <span role="status">
        {copying.told === "copied" && <Trans>Copied.</Trans>}
        {copying.told === "refused" && (
          <Trans>
            Copying is not allowed here. The link: <span className="mono">{textOf(reference)}</span>
          </Trans>
        )}
      </span>
    </span>
  );
}
