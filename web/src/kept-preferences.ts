import { adoptPrefs, api, isUnkept, noteKept, usePrefs } from "@setu/ui";
import type { Preferences } from "@setu/requests/me.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect } from "react";
import { change, preferred } from "./i18n.ts";

export const SAVING = ["save preferences"];

/**
 * What an officer chose, on whatever machine: taken from the node at sign-in, sent to it with every change. A node that
 * does not answer leaves what this browser knows.
 * @returns false while it is not known yet
 */
export function useKeptPreferences(officer: Parameters<typeof preferred>[0], id: string | null): boolean {
  const prefs = usePrefs();
  const { data, isPending, isFetched } = useQuery({
    queryKey: ["preferences", id],
    queryFn: () => api<Preferences | null>("/preferences", { quiet: true }),
    enabled: id !== null,
    staleTime: Infinity,
    retry: false,
  });
  const { mutate } = useMutation({
    mutationKey: SAVING,
    mutationFn: (preferences: Preferences) =>
      api<void>("/preferences", { method: "PUT", json: { preferences } }),
    onSuccess: (_, preferences) => noteKept(preferences),
  });
  // Before anything is painted: a page must not change its theme under the eyes.
  useLayoutEffect(() => {
    if (data) adoptPrefs(data);
    if (id !== null) void change(preferred(officer));
  }, [data, id, officer]);
  useEffect(() => {
    if (id !== null && !isPending && isUnkept()) mutate(prefs);
  }, [prefs, id, isPending, mutate]);
  // Once is enough: a later question must not take the screens away from under what is being written.
  return id === null || isFetched;
}
