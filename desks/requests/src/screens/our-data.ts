import { api, ApiError, exactNow, newId, throughSignIn } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Args } from "@setu/core";
import type { HomeCommand, RequestView } from "../api.ts";
import { requestKeys } from "./data.ts";
import { UNDO_SHOWN_MS } from "./local-acts.ts";

/** An act of our own half without what every one has. */
export type OurAct = {
  readonly do: string;
  readonly args?: object;
  readonly text?: string;
  /** Of the draft that becomes the note. */
  readonly draft?: number | null;
};

export type Done = {
  readonly id: string;
  readonly do: string;
  /** Whom it names. */
  readonly officer: string | null;
  readonly at: number;
};
export type Refused = { readonly do: string; readonly error: unknown };

/** Acts that say who has the item name the head on the screen. */
const MOVES: ReadonlySet<string> = new Set(["assign", "unassign"]);

export type Ours = {
  readonly done: Done | null;
  readonly refused: Refused | null;
  /** @returns whether it was done */
  readonly act: (what: OurAct) => Promise<boolean>;
  readonly undo: () => void;
};

/** What this officer does on our half of one request, with ten seconds to undo the last of it. */
export function useOurs({ item, ours }: RequestView): Ours {
  const client = useQueryClient();
  const [done, setDone] = useState<Done | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const busy = useRef(false);
  const send = async (command: HomeCommand, draft: number | null): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    setRefused(null);
    try {
      await throughSignIn(() =>
        api<void>(`/requests/${encodeURIComponent(item)}/home`, {
          method: "POST",
          json: { command, ...(draft !== null && { draft }) },
        }),
      );
      const { officer } = command.args;
      const named = typeof officer === "string" ? officer : null;
      setDone({ id: command.id, do: command.do, officer: named, at: exactNow() });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefused({ do: command.do, error });
      return false;
    } finally {
      // A refusal is told with what is true now.
      await client.invalidateQueries({ queryKey: requestKeys.all });
      busy.current = false;
    }
  };
  return {
    done,
    refused,
    act: ({ do: what, args = {}, text, draft = null }) =>
      send(
        {
          id: newId(),
          do: what,
          args: { ...args, ...(MOVES.has(what) && heldBy(ours)) } as Args,
          ...(text !== undefined && { text }),
          ...(MOVES.has(what) && { after: ours.head }),
        },
        draft,
      ),
    undo: () => {
      if (!canUndo(done)) return;
      void send({ id: newId(), do: "undo", args: { of: done.id } as unknown as Args }, null);
    },
  };
}

/** Who has it stands on the screen, so whoever takes it knows from whom. */
const heldBy = ({ assignee }: RequestView["ours"]) => assignee !== null && { from: assignee.officer };

export const canUndo = (done: Done | null): done is Done =>
  done !== null && done.do !== "undo" && exactNow() < done.at + UNDO_SHOWN_MS;
