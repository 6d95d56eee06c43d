import { api } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Agencies, PostingCommand, Postings, PostingView, Sent } from "../api.ts";

const ALL = ["postings"];
const pathOf = (item: string): string => `/postings/${encodeURIComponent(item)}`;

export const usePostings = () =>
  useQuery({ queryKey: [...ALL, "list"], queryFn: () => api<Postings>("/postings") });

export const usePosting = (item: string) =>
  useQuery({ queryKey: [...ALL, item], queryFn: () => api<PostingView>(pathOf(item)) });

/** 128 random bits, made here: sending twice is doing once. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param item null: a nomination. Whatever came of it, what is shown is asked anew */
export function useSend(item: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: PostingCommand) =>
      api<Sent>(item === null ? "/postings" : `${pathOf(item)}/acts`, { method: "POST", json: { command } }),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}

export const useAgencies = () =>
  useQuery({ queryKey: [...ALL, "agencies"], queryFn: () => api<Agencies>("/agencies") });

/** @param item null: a designation */
export function useDesignate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ item, command }: { readonly item: string | null; readonly command: PostingCommand }) => {
      const path = item === null ? "/agencies" : `/agencies/${encodeURIComponent(item)}/acts`;
      return api<Sent>(path, { method: "POST", json: { command } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}
