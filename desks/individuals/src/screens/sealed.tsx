import { Trans } from "@lingui/react/macro";
import { useLang, usePlace } from "@setu/ui";

/** Where the person stands: that this is sealed, and that no act and no link ever carries it. */
export function Sealed() {
  const { node } = usePlace();
  const here = node.name[useLang()];
  return (
    <p>
      <span className="stays">
        <Trans>Sealed. It stays in {here}, and is never sent across.</Trans>
      </span>
    </p>
  );
}
