import { Trans } from "@lingui/react/macro";
import { READ, type ReadPage } from "@setu/requests/read-pages.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { NATIVE, useLang } from "@setu/ui";

type Props = Extract<ReadPage, { readonly kind: "sign-in" }>;

/** The same sign-in as on the screens, by a form, and the same session. */
export function ReadSignIn({ accounts, oidc, next }: Props) {
  return (
    <>
      <h1>
        <Trans>Sign in</Trans>
      </h1>
      {accounts.length > 0 && <AccountForm accounts={accounts} next={next} />}
      {oidc && (
        <p>
          <a href={`/sign-in/oidc?next=${encodeURIComponent(next)}`}>
            <Trans>Sign in with your ministry's account</Trans>
          </a>
        </p>
      )}
      {accounts.length === 0 && (
        <p>
          <a href="/">
            <Trans>With a key you sign in on the screens: a key needs a script.</Trans>
          </a>
        </p>
      )}
    </>
  );
}

function AccountForm({ accounts, next }: Pick<Props, "accounts" | "next">) {
  const lang = useLang();
  return (
    <>
      <p>
        <Trans>These are demonstration accounts. They are offered on this computer only.</Trans>
      </p>
      <form method="post" action={`${READ}/sign-in`}>
        <input type="hidden" name="next" value={next} />
        <ul className="accounts">
          {accounts.map((account) => (
            <li key={account.id}>
              <button type="submit" name="account" value={account.id}>
                <strong>{account.name}</strong> {agencyName(account.agency, lang)} ·{" "}
                <span lang={account.lang}>{NATIVE[account.lang]}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </>
  );
}
