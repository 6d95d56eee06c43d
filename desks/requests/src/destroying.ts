import { SetuError } from "@setu/core";
import type { HomeAct } from "./home.ts";

/**
 * That a matter, or one record of it, is destroyed before its time: one officer asks for it, another agrees, and it is done
 * with his word. Acts of our own half (`home.ts`); what is done stands in `server/src/disposal`.
 */
export const DESTROY_GROUNDS = [
  "recalled",
  "individual-request",
  "court-order",
  "held-without-authority",
] as const;
export type DestroyGround = (typeof DESTROY_GROUNDS)[number];

export type Destroying = {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly ground: DestroyGround;
  /** The record; null: the matter as a whole. */
  readonly ref: string | null;
};

/** @returns what the act leaves to be agreed to */
export function destroyingAfter({ id, by, at, do: what, args }: HomeAct): Destroying | null {
  if (what !== "destroy") return null;
  const { ground, ref } = args;
  return { id, by, at, ground: ground as DestroyGround, ref: typeof ref === "string" ? ref : null };
}

/**
 * @param open what waits to be agreed to
 * @throws ILLEGAL where something waits already, or who asked would agree; STALE for what waits no more
 */
export function judgeDestroying(open: Destroying | null, { do: what, by, args }: HomeAct): void {
  if (what === "destroy" && open !== null)
    throw new SetuError("ILLEGAL", "somebody has asked for it already");
  if (what !== "destroy-agree" && what !== "destroy-drop") return;
  if (open === null || open.id !== args["of"])
    throw new SetuError("STALE", "what was asked for waits no more; look again");
  if (what === "destroy-agree" && open.by === by)
    throw new SetuError("ILLEGAL", "what one asks to have destroyed, another agrees to");
}
