import type { Overseen, OverseenCase } from "@setu/individuals/api.ts";
import type { Grounds } from "@setu/requests/dossier.ts";
import type { Statistics } from "@setu/requests/statistics.ts";
import type { Trail, TrailOfficer, VerifierFile } from "@setu/requests/trail.ts";
import { api } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";

/** Each look stands in the home log, so nothing is asked again unless the reviewer asks. */
const ONCE = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false };

export const queryOf = (search: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(search).toString();
  return query === "" ? "" : `?${query}`;
};

export const useTrail = (search: Readonly<Record<string, string>>) =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "trail", search],
    queryFn: () => api<Trail>(`/oversight/trail${queryOf(search)}`),
    retry: false,
  });

export const useGrounds = (search: Readonly<Record<string, string>>) =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "grounds", search],
    queryFn: () => api<Grounds>(`/oversight/grounds${queryOf(search)}`),
    retry: false,
  });

export const useStatistics = (year: string) =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "statistics", year],
    queryFn: () => api<Statistics>(`/oversight/statistics${queryOf({ year })}`),
    retry: false,
  });

export const useOverseenCases = () =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "individuals"],
    queryFn: () => api<Overseen>("/oversight/individuals"),
    retry: false,
  });

export const useOverseenCase = (id: string) =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "individuals", id],
    queryFn: () => api<OverseenCase>(`/oversight/individuals/${encodeURIComponent(id)}`),
    retry: false,
  });

export const useTrailOfficers = () =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "officers"],
    queryFn: () => api<readonly TrailOfficer[]>("/oversight/officers"),
    retry: false,
  });

export const useVerifier = () =>
  useQuery({
    ...ONCE,
    queryKey: ["oversight", "verifier"],
    queryFn: () => api<VerifierFile>("/oversight/verifier"),
    retry: false,
  });
