import { Trans, useLingui } from "@lingui/react/macro";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { LANDING } from "@setu/requests/screens/list-query.ts";
import {
  api,
  LoadProblem,
  Modal,
  NATIVE,
  navigate,
  Problem,
  ProblemOf,
  useAddress,
  useLang,
  useWindowTitle,
} from "@setu/ui";
import type { Account, Session, SignInWays } from "@setu/requests/api.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { lazy } from "./lazy-screen.ts";
import { Preferences } from "./preferences.tsx";

const KeySignIn = lazy(() => import("./key-sign-in.tsx"));

type Props = { readonly onSignedIn: (session: Session) => void };

/** Of the ways in, those that this node offers. */
export function SignIn({ error, onSignedIn }: Props & { readonly error: unknown }) {
  const { t } = useLingui();
  const title = t`Sign in`;
  const refused = useRefusal();
  useLanding();
  useWindowTitle(title);
  return (
    <div className="sign-in">
      <header>
        <p className="product" translate="no">
          Setu
        </p>
        <Preferences />
      </header>
      <main id="main" tabIndex={-1}>
        <div className="panel">
          <h1>{title}</h1>
          {error !== null && <Problem error={error} />}
          {refused !== null && <NotSignedIn code={refused} />}
          <Ways onSignedIn={onSignedIn} />
        </div>
      </main>
    </div>
  );
}

/** The session ended while screens were open: sign in over them, in place. */
export function SignInAgain({ onSignedIn }: Props) {
  const { t } = useLingui();
  return (
    <Suspense fallback={null}>
      <Modal title={t`Your session has ended`}>
        <p>
          <Trans>Sign in again to go on. What you typed is kept on this page.</Trans>
        </p>
        <Ways onSignedIn={onSignedIn} />
      </Modal>
    </Suspense>
  );
}

/** Whoever comes with no list in mind is led to what is hers and what nobody has, by whichever way she signs in. */
function useLanding(): void {
  const { path, search } = useAddress();
  const isBare = path === "/" && Object.keys(search).length === 0;
  useEffect(() => {
    if (isBare) navigate({ to: "/", search: LANDING, replace: true });
  }, [isBare]);
}

/** With what code the way to the identity provider ended; said once, and gone from the address. */
function useRefusal(): string | null {
  const [code] = useState(() => /^#refused=([A-Z_]{3,40})$/.exec(location.hash)?.[1] ?? null);
  useEffect(() => {
    if (code !== null) history.replaceState(history.state, "", location.pathname + location.search);
  }, [code]);
  return code;
}

/** Who is not known, and who is no longer, is told the same. */
export const NotSignedIn = ({ code }: { readonly code: string }) =>
  code === "FORBIDDEN" ? (
    <p role="alert">
      <strong>
        <Trans>You could not be signed in. Ask the person who runs this node.</Trans>
      </strong>
    </p>
  ) : (
    <ProblemOf code={code} />
  );

function Ways({ onSignedIn }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ["sign-in"],
    queryFn: () => api<SignInWays>("/sign-in", { quiet: true }),
  });
  if (error !== null) return <LoadProblem error={error} retry={() => void refetch()} />;
  if (data === undefined) return null;
  const next = encodeURIComponent(location.pathname + location.search);
  return (
    <>
      {data.accounts.length > 0 && <Accounts accounts={data.accounts} onSignedIn={onSignedIn} />}
      {data.oidc && (
        <p>
          <a className="button primary" href={`/sign-in/oidc?next=${next}`}>
            <Trans>Sign in with your ministry's account</Trans>
          </a>
        </p>
      )}
      {data.certificates && (
        <p>
          <a className="button" href={`/sign-in/certificate?next=${next}`}>
            <Trans>Sign in with your card</Trans>
          </a>
        </p>
      )}
      {data.passkeys && (
        <Suspense fallback={null}>
          <KeySignIn onSignedIn={onSignedIn} />
        </Suspense>
      )}
    </>
  );
}

/** Of the demo: one click on an account. */
function Accounts({ accounts, onSignedIn }: Props & { readonly accounts: readonly Account[] }) {
  const lang = useLang();
  const signIn = useMutation({
    mutationFn: (account: string) =>
      api<Session>("/session", { method: "POST", json: { account }, quiet: true }),
    onSuccess: onSignedIn,
  });
  return (
    <>
      <p>
        <Trans>These are demonstration accounts. They are offered on this computer only.</Trans>
      </p>
      {signIn.error !== null && <Problem error={signIn.error} />}
      <ul className="accounts">
        {accounts.map((account) => (
          <li key={account.id}>
            <button type="button" className="button" onClick={() => signIn.mutate(account.id)}>
              <strong>{account.name}</strong>
              <span className="muted">
                {agencyName(account.agency, lang)} · <span lang={account.lang}>{NATIVE[account.lang]}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
