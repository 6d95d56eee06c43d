import { api, apiFile, newId, saveFile, setServerNow } from "@setu/ui";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Colleague, DeskPresence, RequestList, RequestRow, SavedView, SearchResult } from "../api.ts";
import { requestKeys } from "./query-keys.ts";
import type { View } from "./groups.ts";
import { filtersOf, toServer, type ListQuery } from "./list-query.ts";
import { MAX_SELECTED } from "./selection.ts";

const HOUR = 3_600_000;

async function load(query: string): Promise<RequestList> {
  const list = await api<RequestList>(`/requests?${query}`);
  setServerNow(list.now);
  return list;
}

export function useRequests(view: View, query: ListQuery) {
  const asked = toServer(view, query);
  return useQuery({
    queryKey: [...requestKeys.lists, asked],
    queryFn: () => load(asked),
    placeholderData: keepPreviousData,
  });
}

type Course = { readonly onProgress: (count: number) => void; readonly isStopped: () => boolean };

/** All that the filters find, page by page, up to what one act in bulk takes. */
export async function loadMatching(
  view: View,
  query: ListQuery,
  { onProgress, isStopped }: Course,
): Promise<readonly RequestRow[]> {
  const rows: RequestRow[] = [];
  let after: string | null = null;
  do {
    const list: RequestList = await load(
      toServer(view, { ...filtersOf(query), ...(after !== null && { after }) }),
    );
    rows.push(...list.rows);
    after = list.next;
    onProgress(rows.length);
  } while (after !== null && rows.length < MAX_SELECTED && !isStopped());
  return rows.slice(0, MAX_SELECTED);
}

export type ExportFormat = "csv" | "xlsx";

/** Saves the list, or only the items that are named, as a file of the officer's. @throws ApiError */
export async function exportList(
  format: ExportFormat,
  view: View,
  query: ListQuery,
  items: readonly string[],
): Promise<void> {
  // An item is made of letters, digits and one colon: none of them needs to be escaped in a query.
  const some = items.length === 0 ? "" : `&items=${items.join(",")}`;
  const file = await apiFile(`/requests.${format}?${toServer(view, filtersOf(query))}${some}`);
  saveFile(file, `setu-${view}-${new Date().toISOString().slice(0, 10)}.${format}`);
}

/** The officers of this node to whom work or a word of it can be given, and what each is called, whatever she may do. */
export function useOfficers() {
  const { data } = useQuery({
    queryKey: ["officers"],
    queryFn: () => api<readonly Colleague[]>("/officers"),
    staleTime: HOUR,
  });
  return useMemo(() => {
    const names = new Map(data?.map((each) => [each.id, each.name]));
    // Who has left the node has no name here any more.
    const told = data?.filter(({ given }) => given !== "nothing") ?? [];
    const workers = told.filter(({ given }) => given === "work");
    return { told, workers, nameOf: (id: string): string => names.get(id) ?? id };
  }, [data]);
}

/** A colleague who only leaves says nothing that would be heard at once. */
const PRESENT_EVERY_MS = 30_000;

/** Who of the desk reads or writes on what, by item. */
export function useDeskPresence(): ReadonlyMap<string, readonly DeskPresence[]> {
  const { data } = useQuery({
    queryKey: ["desk-presence"],
    queryFn: () => api<readonly DeskPresence[]>("/presence"),
    refetchInterval: PRESENT_EVERY_MS,
    retry: false,
  });
  return useMemo(() => Map.groupBy(data ?? [], (each) => each.item), [data]);
}

const VIEWS = ["views"];

export const useViews = () =>
  useQuery({ queryKey: VIEWS, queryFn: () => api<readonly SavedView[]>("/views"), staleTime: HOUR });

export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: Pick<SavedView, "name" | "query" | "shared">) =>
      api<SavedView>("/views", { method: "POST", json: { id: newId(), ...view } }),
    onSettled: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api<void>(`/views/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
}

/** Each search is written down with its reader, so nothing is searched that was not asked for. */
export const useSearchResult = (q: string, after: string | undefined) =>
  useQuery({
    queryKey: ["search", q, after ?? ""],
    queryFn: () =>
      api<SearchResult>(`/search?${new URLSearchParams({ q, ...(after !== undefined && { after }) })}`),
    enabled: q !== "",
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
