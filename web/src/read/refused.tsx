import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { Notice, problemOf, SupportCode } from "@setu/ui";

type Props = Extract<ReadPage, { readonly kind: "refused" }> & { readonly signedIn: boolean };

/** What the server refused, in words, with the code for support. */
export function Refused({ code, signedIn }: Props) {
  const { _ } = useLingui();
  const { href } = useReading();
  const words = problemOf(code);
  return (
    <>
      <h1>
        <Trans>This was not done</Trans>
      </h1>
      <Notice tone="error">
        <p>
          <strong>{_(words.what)}</strong>
        </p>
        <p>{_(words.next)}</p>
        <SupportCode code={code} />
      </Notice>
      <p>
        <a href={signedIn ? href("/inbox") : href("/sign-in")}>
          {signedIn ? <Trans context="screen">Inbox</Trans> : <Trans>Sign in</Trans>}
        </a>
      </p>
    </>
  );
}
