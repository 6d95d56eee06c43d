import type { Suspensions, SuspendCommand, Waiting } from "@setu/requests/suspension.ts";
import { api } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";

export const SUSPENSIONS = ["suspensions"];

export const useSuspensions = () =>
  useQuery({ queryKey: [...SUSPENSIONS, "list"], queryFn: () => api<Suspensions>("/suspensions") });

export const useWaiting = () =>
  useQuery({ queryKey: [...SUSPENSIONS, "waiting"], queryFn: () => api<Waiting>("/suspensions/waiting") });

const post = (path: string, json: object): Promise<void> =>
  api<void>(`/suspensions${path}`, { method: "POST", json });

export const suspend = (said: SuspendCommand) => post("", said);
/** @param id of the proposal, made here: sending twice is doing once */
export const resume = (suspension: string, id: string) => post(`/${suspension}/resume`, { id });
export const decide = (proposal: string, what: "confirm" | "drop") => post(`/${proposal}/${what}`, {});
