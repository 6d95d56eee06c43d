import { api, ApiError, newId, throughSignIn } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Args } from "@setu/core";
import type { HomeCommand, RequestView } from "../api.ts";
import { requestKeys } from "./query-keys.ts";
import { toldOf, type Doing, type Noting } from "./local-acts.ts";
import { tell } from "./told.ts";
import { undoNewest } from "./undo.ts";

/** An act of our own half without what every one has. */
export type OurAct = {
  readonly do: string;
  readonly args?: object;
  readonly text?: string;
  /** Of the draft that becomes the note. */
  readonly draft?: number | null;
};

export type Refused = { readonly do: string; readonly error: unknown };

/** Acts that say who has the item name the head on the screen. */
const MOVES: ReadonlySet<string> = new Set(["assign", "unassign"]);

export type Ours = {
  readonly refused: Refused | null;
  /** @returns whether it was done */
  readonly act: (what: OurAct) => Promise<boolean>;
  readonly undo: () => void;
};

/** What this officer does on our half of one request. It can be undone from here as from a list (`told.ts`). */
export function useOurs({ item, ref, ours }: RequestView): Ours {
  const client = useQueryClient();
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
      tell(toldOf(doingOf(command), [{ item, ref, command, code: null }]));
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
      setRefused(null);
      void undoNewest().then(() => client.invalidateQueries({ queryKey: requestKeys.all }));
    },
  };
}

/** Who has it stands on the screen, so whoever takes it knows from whom. */
const heldBy = ({ assignee }: RequestView["ours"]) => assignee !== null && { from: assignee.officer };

/** As it is told: a date that is taken away has none. */
const doingOf = ({ do: what, args }: HomeCommand): Doing | Noting =>
  ({ do: what, ...args, ...(what === "follow-up" && { at: args["at"] ?? null }) }) as Doing | Noting;
