import { Trans, useLingui } from "@lingui/react/macro";
import type { Marking } from "@setu/core";
import { useState } from "react";
import { MarkingFields, MarkingLine } from "./marking-fields.tsx";

type Props = {
  readonly mark: Marking;
  readonly onChange: (mark: Marking) => void;
  readonly errors: readonly string[];
  /** Of what is narrowed: how it is handled now. Only what is narrower can be chosen. */
  readonly within: Marking | null;
  /** That nothing narrower was chosen is said. */
  readonly showSame: boolean;
};

/** How an act is handled: the line, and the choices when they are wanted, or when they are what the act is about. */
export function HandlingField({ mark, onChange, errors, within, showSame }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(within !== null);
  return (
    <div className="field">
      <p className="field-title">
        <Trans>Handling</Trans>
      </p>
      <p>
        <MarkingLine mark={mark} />
      </p>
      {within !== null && showSame && (
        <p className="error" role="alert">
          {t`Choose something narrower than it is now.`}
        </p>
      )}
      {open ? (
        <MarkingFields mark={mark} onChange={onChange} errors={errors} within={within} />
      ) : (
        <button type="button" className="link-button" onClick={() => setOpen(true)}>
          <Trans>Change the handling</Trans>
        </button>
      )}
    </div>
  );
}
