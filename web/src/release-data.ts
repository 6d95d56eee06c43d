import type { SignChallenge } from "@setu/requests/api.ts";
import type { Releases, ReleaseView } from "@setu/requests/release-api.ts";
import { api, signWithKey, throughSignIn } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

/** What is asked gates: acts that wait for their release, and uses of what came. */
export type Gated = "releases" | "uses";
const ALL = ["releases"];

const pathOf = (id: string, of: Gated = "releases"): string => `/${of}/${encodeURIComponent(id)}`;

export const useReleases = () =>
  useQuery({ queryKey: [...ALL, "list"], queryFn: () => api<Releases>("/releases") });

export const useRelease = (id: string) =>
  useQuery({
    queryKey: [...ALL, id],
    queryFn: () => api<ReleaseView>(pathOf(id)),
  });

type DeedDone = { readonly what: string; readonly json: object; readonly signed?: boolean };

/** What the officer's key answers to the bytes that cross, where a key is wanted. */
async function keyed(path: string, signed: boolean): Promise<object> {
  if (!signed) return {};
  const challenge = await api<SignChallenge>(`${path}/sign`, { method: "POST", json: {} });
  return { assertion: await signWithKey(challenge) };
}

/** One deed on a proposal or a use; whatever came of it, what is shown is asked anew. */
export function useDeed(id: string, of: Gated = "releases") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ what, json, signed = false }: DeedDone) =>
      throughSignIn(async () => {
        const path = pathOf(id, of);
        return api<unknown>(`${path}/${what}`, {
          method: "POST",
          json: { ...json, ...(await keyed(path, signed)) },
        });
      }),
    onSettled: () => client.invalidateQueries({ queryKey: [of] }),
  });
}

/** With the officer's key over the bytes that cross, where it is wanted. */
export function useApproval({ id, hash, needs }: Pick<ReleaseView, "id" | "hash" | "needs">) {
  const client = useQueryClient();
  const path = pathOf(id);
  return useMutation({
    mutationFn: () =>
      throughSignIn(async () => {
        const json = { hash, ...(await keyed(path, needs.signed)) };
        return api<unknown>(`${path}/approve`, { method: "POST", json });
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}
