import { Trans } from "@lingui/react/macro";
import { Link, LoadProblem, useLang } from "@setu/ui";
import type { ReactNode } from "react";
import type { CaseView } from "../api.ts";
import { codeWords } from "./words.ts";

type Props<T> = {
  readonly query: { readonly data: T | undefined; readonly error: Error | null; refetch(): unknown };
  /** Said while it is on its way. */
  readonly loading: ReactNode;
  readonly className?: string;
  /** Where all of them are listed. */
  readonly above?: string;
  readonly children: (data: T) => ReactNode;
};

/** One of a list, with the way back to it; what is shown of it while it is not there. */
export function CasePage<T>({
  query: { data, error, refetch },
  loading,
  className = "individuals",
  above = "/individuals",
  children,
}: Props<T>) {
  return (
    <div className={className}>
      <p>
        <Link to={above}>
          <Trans>All individuals’ requests</Trans>
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          {loading}
        </p>
      )}
      {data !== undefined && children(data)}
    </div>
  );
}

/** What is asked, and by which reference. */
export function CaseTitle({ view: { kind, ref } }: { readonly view: Pick<CaseView, "kind" | "ref"> }) {
  const lang = useLang();
  return (
    <h1>
      {codeWords("individual-kind", kind, lang)} ·{" "}
      <span className="mono" translate="no">
        {ref}
      </span>
    </h1>
  );
}
