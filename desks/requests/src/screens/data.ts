import { api, ApiError, signWithKey, throughSignIn } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { READ } from "../read-pages.ts";
import { requestKeys } from "./query-keys.ts";
import type {
  Accepted,
  Command,
  RequestList,
  RequestView,
  SendCheck,
  SignChallenge,
  Upload,
} from "../api.ts";

const query = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const path = (item: string): string => `/requests/${encodeURIComponent(item)}`;

export function useRequest(item: string) {
  return useQuery({ queryKey: requestKeys.one(item), queryFn: () => api<RequestView>(path(item)) });
}

/** What the officer has on the screen is new to her no longer, in the lists that are here already too. */
export function useNewsSeen(item: string, updated: number): void {
  const client = useQueryClient();
  useEffect(() => {
    const seen = (list: RequestList | undefined) =>
      list && {
        ...list,
        rows: list.rows.map((row) => (row.item === item ? { ...row, unread: false } : row)),
      };
    client.setQueriesData<RequestList>({ queryKey: requestKeys.lists }, seen);
    void client.invalidateQueries({ queryKey: requestKeys.news });
  }, [client, item, updated]);
}

/** Says once that an officer has the request open: recorded here, sent as `opened`. A failure is not the reader's business. */
export const sayOpened = (item: string): Promise<void> =>
  api<void>(`${path(item)}/opened`, { method: "POST", json: {} }).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
  });

export const useCheck = () =>
  useMutation({
    mutationFn: (asked: { readonly to?: string; readonly item?: string; readonly command: Command }) =>
      api<SendCheck>("/requests/check", { method: "POST", json: asked }),
  });

type Sending = { readonly command: Command; readonly draft: number | null; readonly sign: boolean };

/** What the officer's key signs is the act that the node has composed of this command. */
async function signed(item: string | undefined, command: Command): Promise<unknown> {
  const json = { command, ...(item !== undefined && { item }) };
  return signWithKey(await api<SignChallenge>("/requests/sign", { method: "POST", json }));
}

/** Sends an act, or without `item` a new request. `draft`: the revision that becomes it; `sign`: by the officer's key. */
export function useSend(item?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ command, draft, sign }: Sending) =>
      throughSignIn(async () => {
        const assertion = sign ? await signed(item, command) : undefined;
        return api<Accepted>(item === undefined ? "/requests" : `${path(item)}/acts`, {
          method: "POST",
          json: { command, ...(draft !== null && { draft }), ...(assertion !== undefined && { assertion }) },
        });
      }),
    onSettled: () => client.invalidateQueries({ queryKey: requestKeys.all }),
  });
}

/** Takes an act back within its hold, or puts a returned one away. With `keep` its text is a draft again. */
export function useTakeBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, keep }: { readonly id: string; readonly keep: boolean }) =>
      api<void>(`/held/${id}${keep ? "?keep=draft" : ""}`, { method: "DELETE" }),
    // Not waited for: whoever has begun something else by then would be led back to what she has taken back.
    onSettled: () => void client.invalidateQueries({ queryKey: requestKeys.all }),
  });
}

export const upload = (file: File): Promise<Upload> =>
  api<Upload>(`/uploads?${query({ name: file.name, type: file.type || "application/octet-stream" })}`, {
    method: "POST",
    bytes: file,
  });

export const fileHref = (item: string, a: string): string =>
  `/api${path(item)}/files/${encodeURIComponent(a)}`;
export const proofHref = (item: string, id: string): string =>
  `/api${path(item)}/proofs/${encodeURIComponent(id)}`;
/** What a file is and who had it, for reading and for paper. */
export const custodyHref = (item: string, a: string, lang: string): string =>
  `${READ}${path(item)}/files/${encodeURIComponent(a)}?lang=${lang}`;
export const printHref = (item: string, lang: string): string => `${READ}${path(item)}?lang=${lang}`;
