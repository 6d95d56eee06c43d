import { Trans } from "@lingui/react/macro";
import type { UseLine } from "@setu/requests/using-api.ts";
import { Notice, When } from "@setu/ui";

/** Until when a deed of this kind may be done; over: it is asked anew. */
export function Cleared({ until }: Pick<UseLine, "until">) {
  if (until === null) return null;
  return (
    <Notice tone={until > Date.now() ? "info" : "warning"}>
      <p>
        {until > Date.now() ? (
          <Trans>
            It may be done until <When at={until} both={false} />; later it is asked anew.
          </Trans>
        ) : (
          <Trans>
            It could be done until <When at={until} both={false} />. Record it anew for more.
          </Trans>
        )}
      </p>
    </Notice>
  );
}
