import type { Notice, NoticeList } from "@setu/requests/me.ts";
import type { RequestList } from "@setu/requests/api.ts";
import { requestKeys } from "@setu/requests/screens/query-keys.ts";
import { api } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

/** How many requests are new to the officer, on all lists of what is open. */
export const useNews = () =>
  useQuery({
    queryKey: requestKeys.news,
    queryFn: () => api<Pick<RequestList, "total" | "more">>("/requests/new"),
    refetchInterval: LOOK_MS,
  });

const KEY = ["notices"];
/** The stream of events tells at once; the looking is for what it lost. */
const LOOK_MS = 60_000;

/** @param after the newest ones without it */
export const useNotices = (after: number | null = null) =>
  useQuery({
    queryKey: [...KEY, after],
    queryFn: () => api<NoticeList>(after === null ? "/notices" : `/notices?after=${after}`),
    refetchInterval: LOOK_MS,
  });

/** Some by number, or all up to the newest that was shown. */
export function useMarkRead() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (read: { readonly ids: readonly number[] } | { readonly all: number }) =>
      api<void>("/notices/read", { method: "POST", json: read }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return mutate;
}

export const unreadOf = (rows: readonly Notice[], item: string): readonly number[] =>
  rows.filter((row) => !row.read && row.item === item).map(({ id }) => id);
