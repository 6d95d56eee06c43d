import type { SignChallenge } from "@setu/requests/api.ts";
import type { Releases, ReleaseView } from "@setu/requests/release-api.ts";
import { api, signWithKey, throughSignIn } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const ALL = ["releases"];

export const useReleases = () =>
  useQuery({ queryKey: [...ALL, "list"], queryFn: () => api<Releases>("/releases") });

export const useRelease = (id: string) =>
  useQuery({
    queryKey: [...ALL, id],
    queryFn: () => api<ReleaseView>(`/releases/${encodeURIComponent(id)}`),
  });

/** One deed on a proposal; whatever came of it, what is shown is asked anew. */
export function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ what, json }: { readonly what: string; readonly json: object }) =>
      throughSignIn(() =>
        api<unknown>(`/releases/${encodeURIComponent(id)}/${what}`, { method: "POST", json }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}

/** With the officer's key over the bytes that cross, where it is wanted. */
export function useApproval({ id, hash, needs }: Pick<ReleaseView, "id" | "hash" | "needs">) {
  const client = useQueryClient();
  const path = `/releases/${encodeURIComponent(id)}`;
  return useMutation({
    mutationFn: () =>
      throughSignIn(async () => {
        const assertion = needs.signed
          ? await signWithKey(
              (await api<SignChallenge>(`${path}/sign`, { method: "POST", json: {} })).options,
            )
          : undefined;
        const json = { hash, ...(assertion !== undefined && { assertion }) };
        return api<unknown>(`${path}/approve`, { method: "POST", json });
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}
