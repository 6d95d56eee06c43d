import { codeOf } from "@setu/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { stepUp } from "./passkeys.ts";

/**
 * For what a cookie alone must not do: where the node asks whether the person is there, her key answers, and it is done
 * after all.
 * @param stale key of the query that it makes stale
 */
export function useProving<T>(stale: readonly string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (work: () => Promise<T>) => {
      try {
        return await work();
      } catch (error) {
        if (codeOf(error) !== "STEP_UP") throw error;
        client.setQueryData(["session"], await stepUp());
        return await work();
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: stale }),
  });
}
