import { api, ApiError, newId, throughSignIn } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import type { Args } from "@setu/core";
import type { Accepted, Command } from "../api.ts";
import { requestKeys } from "./query-keys.ts";
import { deskOf, EMPTY, type Draft } from "./drafts.ts";
import { chosen } from "./evaluation-fields.tsx";

/**
 * Sends the evaluation of an act behind it, as an act of its own. Until the node has it, it is a draft of this officer:
 * whatever breaks in between, nothing that was chosen is lost.
 */
export function useEvaluationAfter(item: string): (about: Command, args: Draft["args"]) => Promise<void> {
  const client = useQueryClient();
  return async (about, args) => {
    const codes = chosen(args);
    if (codes === null) return;
    const desk = deskOf(item);
    const named = { ...codes, ref: about.id };
    desk.write("evaluate", { ...EMPTY, args: named });
    const draft = await desk.settle();
    const { mark, lane } = about;
    const command: Command = {
      id: newId(),
      do: "evaluate",
      args: named as unknown as Args,
      mark,
      lane,
      body: null,
      files: [],
    };
    try {
      await throughSignIn(() =>
        api<Accepted>(`/requests/${encodeURIComponent(item)}/acts`, {
          method: "POST",
          json: { command, ...(draft !== null && { draft }) },
        }),
      );
      await desk.sent("evaluate");
    } catch (error) {
      // It stands under what was not sent yet.
      if (!(error instanceof ApiError)) throw error;
    }
    await client.invalidateQueries({ queryKey: requestKeys.all });
  };
}
