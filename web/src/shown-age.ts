import type { Query } from "@tanstack/react-query";

/** Queries whose answers fill the screens; what the screens show is as old as they are. */
const CONTENT: ReadonlySet<unknown> = new Set(["requests", "search", "notices", "picture"]);

type Asked = Pick<Query, "queryKey" | "queryHash"> & {
  readonly state: Pick<Query["state"], "data" | "dataUpdatedAt" | "isInvalidated">;
};

export const contentOf = <Q extends Asked>(active: readonly Q[]): readonly Q[] =>
  active.filter(({ queryKey, state }) => CONTENT.has(queryKey[0]) && state.data !== undefined);

/**
 * The instant up to which what is on the screen is true, once the node no longer answers. What was on the screen when
 * the line broke (`shown`) was renewed by events until then. A screen from before, opened since, may have been stale
 * already: then it is as old as its answer.
 * @param active what the screen shows now
 * @param lost the node's last answer, by the server's clock
 * @param skew of the server's clock against the browser's, by which answers are dated
 */
export const trueUntil = (
  active: readonly Asked[],
  shown: ReadonlySet<string>,
  lost: number,
  skew: number,
): number =>
  contentOf(active)
    .filter(({ queryHash, state }) => state.isInvalidated && !shown.has(queryHash))
    .reduce((at, { state }) => Math.min(at, state.dataUpdatedAt + skew), lost);
