import { Trans, useLingui } from "@lingui/react/macro";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { api, LoadProblem, Modal, NATIVE, Problem, useLang } from "@setu/ui";
import type { Account, Session } from "@setu/requests/api.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Suspense, useEffect } from "react";
import { Preferences } from "./preferences.tsx";

type Props = { readonly onSignedIn: (session: Session) => void };

/** The first screen of the demo: one click on an account. It is offered on this computer only. */
export function SignIn({ error, onSignedIn }: Props & { readonly error: unknown }) {
  const { t } = useLingui();
  const title = t`Sign in`;
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
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
          <p>
            <Trans>These are demonstration accounts. They are offered on this computer only.</Trans>
          </p>
          <Accounts onSignedIn={onSignedIn} />
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
        <Accounts onSignedIn={onSignedIn} />
      </Modal>
    </Suspense>
  );
}

function Accounts({ onSignedIn }: Props) {
  const lang = useLang();
  const { data, error, refetch } = useQuery({
    queryKey: ["accounts"],
    queryFn: () => api<readonly Account[]>("/accounts", { quiet: true }),
  });
  const signIn = useMutation({
    mutationFn: (account: string) =>
      api<Session>("/session", { method: "POST", json: { account }, quiet: true }),
    onSuccess: onSignedIn,
  });
  if (error !== null) return <LoadProblem error={error} retry={() => void refetch()} />;
  return (
    <>
      {signIn.error !== null && <Problem error={signIn.error} />}
      <ul className="accounts">
        {data?.map((account) => (
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
