import { api, newId } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DutyView } from "../duty.ts";

const KEY = ["duty"];
const MINUTE = 60_000;

/** Who is on duty changes with time alone: it is asked again each minute. */
export const useDuty = () =>
  useQuery({ queryKey: KEY, queryFn: () => api<DutyView>("/duty"), refetchInterval: MINUTE });

export type DutyDeed = { readonly do: string; readonly args: object; readonly text?: string };

/** One act of the roster; whatever came of it, what is shown is asked anew. */
export function useDutyDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: DutyDeed) => api<void>("/duty", { method: "POST", json: { id: newId(), ...deed } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
