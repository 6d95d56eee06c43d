import { Trans } from "@lingui/react/macro";
import { Notice, When } from "@setu/ui";
import type { RequestView } from "../api.ts";

/** What an individual's request binds: whoever is about to use a matter has to know before she is refused. */
export function Restricted({ view: { restricted } }: { readonly view: RequestView }) {
  if (restricted === undefined) return null;
  return (
    <Notice tone="warning">
      <Trans>
        Restricted since <When at={restricted} both={false} />, because the person concerned has asked
        something: it is neither used, nor exported, nor given on, nor released until that is lifted.
      </Trans>
    </Notice>
  );
}
