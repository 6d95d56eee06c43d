import { Trans } from "@lingui/react/macro";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { Health } from "../link-health.tsx";

/** How the link is, on paper too: the fingerprints and figures are read out beside a telephone. */
export function ReadLink({ view }: Extract<ReadPage, { readonly kind: "link" }>) {
  return (
    <>
      <h1>
        <Trans context="screen">Link health</Trans>
      </h1>
      <Health view={view} />
    </>
  );
}
