import { Trans } from "@lingui/react/macro";
import type { SignInWays } from "@setu/requests/api.ts";
import { api, codeOf } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { KeyProblem } from "./key-sign-in.tsx";

/** Why it was not done; where the person has to prove to be there and no key could, the way to do it at the provider. */
export function ProvingProblem({ error }: { readonly error: unknown }) {
  const { data: ways } = useQuery({
    queryKey: ["sign-in"],
    queryFn: () => api<SignInWays>("/sign-in"),
  });
  return (
    <>
      <KeyProblem error={error} />
      {codeOf(error) === "STEP_UP" && ways?.oidc === true && (
        <p>
          <a className="button" href="/sign-in/oidc?anew=1&next=/me">
            <Trans>Sign in with your ministry's account</Trans>
          </a>
        </p>
      )}
    </>
  );
}
