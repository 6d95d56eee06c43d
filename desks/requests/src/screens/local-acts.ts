import { ApiError, api, newId } from "@setu/ui/api.ts";
import { exactNow } from "@setu/ui/now.ts";
import type { HomeCommand, HomeOutcomes, RequestRow } from "../api.ts";

/** What an officer does to requests on our own half: it leaves this node never, and can be undone for a while. */
export type Doing =
  | { readonly do: "assign"; readonly officer: string }
  | { readonly do: "unassign" | "done" | "resume" }
  | { readonly do: "watch" | "unwatch"; readonly officer: string }
  | { readonly do: "follow-up"; readonly at: number | null };

/** Ten seconds on the screen (interface.md section 5.3); the server waits longer, for a slow line. */
export const UNDO_SHOWN_MS = 10_000;

/** What is done on the screen of one request alone. */
export type Noting = {
  readonly do:
    | "seal"
    | "unseal"
    | "compartment"
    | "note"
    | "task"
    | "task-done"
    | "refer"
    | "relate"
    | "translate"
    | "consider";
};

type Named = Pick<RequestRow, "item" | "ref">;
export type Planned = Named & { readonly command: HomeCommand };
export type Outcome = Planned & { readonly code: string | null };

export type Told = {
  readonly doing: Doing | Noting | { readonly do: "undo" };
  readonly done: readonly Planned[];
  readonly refused: readonly Outcome[];
  readonly at: number;
};

/**
 * The heads that the officer saw go along, so that two who take one request do not both believe they have it; and who
 * has it, as the line says.
 */
export function plan(doing: Doing, rows: readonly RequestRow[]): readonly Planned[] {
  return rows.map(({ item, ref, home }) => ({
    item,
    ref,
    command: { id: newId(), ...commandOf(doing, home) },
  }));
}

function commandOf(doing: Doing, { head: after, assignee }: RequestRow["home"]): Omit<HomeCommand, "id"> {
  const from = assignee !== null && { from: assignee };
  switch (doing.do) {
    case "assign":
      return { do: doing.do, args: { officer: doing.officer, ...from } as never, after };
    case "unassign":
      return { do: doing.do, args: { ...from } as never, after };
    case "watch":
    case "unwatch":
      return { do: doing.do, args: { officer: doing.officer } as never };
    case "follow-up":
      return { do: doing.do, args: (doing.at === null ? {} : { at: doing.at }) as never };
    case "done":
    case "resume":
      return { do: doing.do, args: {} };
  }
}

/** The last first, so that each finds what it undoes still on top. */
export const planUndo = (done: readonly Planned[]): readonly Planned[] =>
  done.toReversed().map(({ item, ref, command }) => ({
    item,
    ref,
    command: { id: newId(), do: "undo", args: { of: command.id } as never },
  }));

const send = async (acts: readonly Planned[]): Promise<HomeOutcomes> =>
  api<HomeOutcomes>("/home", {
    method: "POST",
    json: { acts: acts.map(({ item, command }) => ({ item, command })) },
  });

type Course = {
  readonly onProgress?: (count: number) => void;
  readonly isStopped?: () => boolean;
  readonly post?: typeof send;
};

/** Small enough that a person who stops a long one is heard within a second or two. */
const PART = 25;

/**
 * Does them in parts. What was not reached, because the officer stopped or the line fell, is told as not done.
 * @returns one outcome for each, in order; `STOPPED` where the officer stopped
 */
export async function carryOut(
  acts: readonly Planned[],
  { onProgress, isStopped, post = send }: Course = {},
): Promise<readonly Outcome[]> {
  const out: Outcome[] = [];
  let failed: string | null = null;
  for (let at = 0; at < acts.length; at += PART) {
    const part = acts.slice(at, at + PART);
    if (failed === null && isStopped?.()) failed = "STOPPED";
    if (failed === null) {
      try {
        const { outcomes } = await post(part);
        part.forEach((act, index) => out.push({ ...act, code: outcomes[index] ?? null }));
        onProgress?.(out.length);
        continue;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failed = error.code;
      }
    }
    const code = failed;
    out.push(...part.map((act) => ({ ...act, code })));
  }
  return out;
}

export const toldOf = (doing: Told["doing"], outcomes: readonly Outcome[]): Told => ({
  doing,
  done: outcomes.filter((each) => each.code === null),
  refused: outcomes.filter((each) => each.code !== null),
  at: exactNow(),
});
