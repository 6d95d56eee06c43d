import type { Uses, UseView } from "@setu/requests/using-api.ts";
import { api, newId } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

const ALL = ["uses"];
const pathOf = (item: string): string => `/requests/${encodeURIComponent(item)}/uses`;

export const useUses = (item: string) =>
  useQuery({ queryKey: [...ALL, item], queryFn: () => api<Uses>(pathOf(item)) });

export const useUse = (id: string) =>
  useQuery({
    queryKey: [...ALL, "one", id],
    queryFn: () => api<UseView>(`/uses/${encodeURIComponent(id)}`),
  });

/** One use: pressed twice, or tried again after an answer that never came, it is still one. */
export function useIntend(item: string) {
  const client = useQueryClient();
  const id = useRef(newId());
  return useMutation({
    mutationFn: (said: { readonly kind: string; readonly text: string; readonly leave?: object }) =>
      api<UseView>(pathOf(item), { method: "POST", json: { id: id.current, ...said } }),
    onSuccess: () => void (id.current = newId()),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}
