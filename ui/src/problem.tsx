import { Trans } from "@lingui/react/macro";
import { useLingui } from "@lingui/react";
import { codeOf } from "./api.ts";
import { Notice } from "./notice.tsx";
import { problemOf } from "./problems.ts";

/** A refused act: what happened, what is kept, what was not sent, the next step, and the code for support. */
export function Problem({ error }: { readonly error: unknown }) {
  return <ProblemOf code={codeOf(error)} />;
}

export function ProblemOf({ code }: { readonly code: string }) {
  const { _ } = useLingui();
  const words = problemOf(code);
  return (
    <Notice tone="error">
      <p>
        <strong>{_(words.what)}</strong>
      </p>
      <p>
        {_(words.kept)} {_(words.sent)}
      </p>
      <p>{_(words.next)}</p>
      <SupportCode code={code} />
    </Notice>
  );
}

/** The code of a refusal, for those who are asked about it. */
export const SupportCode = ({ code }: { readonly code: string }) => (
  <p className="meta">
    <Trans>
      Code:{" "}
      <span className="mono" translate="no">
        {code}
      </span>
    </Trans>
  </p>
);

/** A list or page that did not come: nothing of the reader's was at stake. */
export function LoadProblem({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { _ } = useLingui();
  const code = codeOf(error);
  const words = problemOf(code);
  return (
    <Notice tone="error">
      <p>
        <strong>{_(words.what)}</strong>
      </p>
      <p>{_(words.next)}</p>
      <p className="meta mono" translate="no">
        {code}
      </p>
      <button type="button" className="button" onClick={retry}>
        <Trans>Try again</Trans>
      </button>
    </Notice>
  );
}
