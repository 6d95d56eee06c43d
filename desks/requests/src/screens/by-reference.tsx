import { Trans } from "@lingui/react/macro";
import { api, ApiError, Link, LoadProblem } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

export type Found = { readonly item: string; readonly ref: string };

/** Of a pasted address its last part, else what was typed. */
const saidIn = (text: string): string =>
  decodeURIComponent(/\/requests\/([^/?#\s]+)/.exec(text)?.[1] ?? text.trim());

/** An id decides by itself; a reference is looked up. @throws ApiError */
export async function findReference(text: string): Promise<readonly Found[]> {
  const said = saidIn(text);
  if (said.includes(":")) return [{ item: said, ref: said }];
  const found = await api<readonly Found[]>(`/references/${encodeURIComponent(said)}`);
  if (found.length === 0) throw new ApiError("NOT_FOUND");
  return found;
}

/** The screen of a request whose address has the reference that people say, instead of the id. */
export function ByReference({
  said,
  children,
}: {
  readonly said: string;
  readonly children: (item: string) => ReactNode;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: ["reference", said],
    queryFn: () => findReference(said),
  });
  // In an address nothing was filled in: what is no reference leads to nothing.
  const wrong = error instanceof ApiError && error.code === "BAD_FIELD" ? new ApiError("NOT_FOUND") : error;
  if (wrong !== null) return <LoadProblem error={wrong} retry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <p role="status">
        <Trans>Loading the request…</Trans>
      </p>
    );
  }
  const [only] = data;
  if (data.length === 1 && only) return children(only.item);
  return (
    <section className="panel">
      <p>
        <Trans>Several requests have this reference. Choose by the id.</Trans>
      </p>
      <ul>
        {data.map(({ item }) => (
          <li key={item}>
            <Link to="/requests/$item" params={{ item }} className="mono">
              {item}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
