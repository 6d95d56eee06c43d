import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { ReadPage, Stray } from "@setu/requests/read-pages.ts";
import { filterWord } from "@setu/requests/screens/list-words.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { Notice, problemOf, SupportCode } from "@setu/ui";

type Props = Extract<ReadPage, { readonly kind: "refused" }> & { readonly signedIn: boolean };

/** What the server refused, in words, with the code for support. */
export function Refused({ code, stray, signedIn }: Props) {
  const { _ } = useLingui();
  const { href } = useReading();
  const words = problemOf(code);
  return (
    <>
      <h1>
        <Trans>This was not done</Trans>
      </h1>
      <Notice tone="error">
        {stray === null ? (
          <>
            <p>
              <strong>{_(words.what)}</strong>
            </p>
            <p>{_(words.next)}</p>
          </>
        ) : (
          <Without stray={stray} />
        )}
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

function Without({ stray: { name, without } }: { readonly stray: Stray }) {
  const { _ } = useLingui();
  const what = _(filterWord(name));
  return (
    <>
      <p>
        <strong>
          <Trans>The address asks for something that this page does not know: {what}.</Trans>
        </strong>
      </p>
      <p>
        <a href={without}>
          <Trans>Show the page without it</Trans>
        </a>
      </p>
    </>
  );
}
