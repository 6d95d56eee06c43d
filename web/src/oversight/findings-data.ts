import type { Findings, Holds } from "@setu/requests/findings.ts";
import { api, newId, throughSignIn } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const FINDINGS = ["findings"];

/** All, for reviewers; what is addressed to the reader, for everybody. */
export const useFindings = (reviews: boolean) =>
  useQuery({
    queryKey: [...FINDINGS, reviews],
    queryFn: () => api<Findings>(reviews ? "/oversight/findings" : "/findings"),
    refetchOnWindowFocus: false,
    retry: false,
  });

export const useHolds = () =>
  useQuery({
    queryKey: [...FINDINGS, "holds"],
    queryFn: () => api<Holds>("/oversight/holds"),
    refetchOnWindowFocus: false,
    retry: false,
  });

/** One act; what is shown is asked anew, whatever came of it. */
export function useSay(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (json: object) =>
      throughSignIn(() => api<void>(path, { method: "POST", json: { id: newId(), ...json } })),
    onSettled: () => client.invalidateQueries({ queryKey: FINDINGS }),
  });
}
