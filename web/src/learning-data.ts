import { api } from "@setu/ui";
import type { Learning, LearningView } from "@setu/requests/learning.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

const LEARNING = ["learning"];

export const useLearning = () =>
  useQuery({
    queryKey: LEARNING,
    queryFn: () => api<LearningView>("/learning", { quiet: true }),
    staleTime: Infinity,
  });

/** What changed is on the screen at once, and at the node a moment later. */
export function useLearn(): (change: (now: Learning) => Partial<Learning>) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (learning: Learning) => api<void>("/learning", { method: "PUT", json: { learning } }),
    onError: () => client.invalidateQueries({ queryKey: LEARNING }),
  });
  return useCallback(
    (change) => {
      const now = client.getQueryData<LearningView>(LEARNING);
      if (now === undefined) return;
      const next = { ...now, ...change(now) };
      client.setQueryData(LEARNING, next);
      const { steps, item, ticks } = next;
      mutate({ steps, item, ticks });
    },
    [client, mutate],
  );
}
