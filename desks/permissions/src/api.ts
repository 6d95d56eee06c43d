import type { Args, Marking } from "@setu/core";
import type { Permission } from "./permission.ts";

/**
 * The permissions desk over HTTP:
 *
 *     GET  /api/permissions              every permission that the reader may know of, ours and theirs
 *     GET  /api/permissions/<item>       one, with the history of both halves
 *     POST /api/permissions              {command} → PermissionSent: `seek`
 *     POST /api/permissions/<item>/acts  {command} → PermissionSent
 *     GET  /api/requests/<item>/permissions  Leaves: what of this matter asks for leave, and what leave there is
 *
 * No marking is sent: an act of this desk is marked as strictly as the matter that it is about.
 */
export type PermissionCommand = {
  /** 128 random bits in hexadecimal, made by whoever sends: sending twice is doing once. */
  readonly id: string;
  readonly do: string;
  readonly args: Args;
  /** The heads of both halves as they were on the screen, mine first. */
  readonly after: readonly [string | null, string | null];
  readonly body: { readonly text: string; readonly lang: "en" | "fr" | "hi" } | null;
};

export type PermissionSent = {
  readonly id: string;
  readonly item: string;
  /** Until when it can be taken back; null: it has gone, or waits for a second person. */
  readonly heldUntil: number | null;
  readonly proposed?: true;
};

export type PermissionRow = {
  readonly item: string;
  readonly matter: string;
  /** Of the matter, as people say it. */
  readonly ref: string;
  /** Who asks. */
  readonly side: "us" | "them";
  /** Name of the cell in both tables' product. */
  readonly status: string;
  readonly turn: "us" | "them" | "none";
  readonly at: number;
  readonly tlp: Marking["tlp"];
  /** Null where what was asked names no one use that is known here: it permits nothing. */
  readonly permission: Permission | null;
  /** Until when leave is asked, or granted. */
  readonly until: number;
  readonly isInForce: boolean;
  readonly moves: readonly string[];
};

export type Permissions = {
  readonly now: number;
  /** Whose turn it is first, then what ends first. */
  readonly rows: readonly PermissionRow[];
};

export type PermissionAct = {
  readonly id: string;
  readonly side: "us" | "them";
  readonly by: string;
  readonly do: string;
  readonly at: number;
  readonly args: Args;
  readonly void: string | null;
  readonly text: string | null;
  readonly bodyState: "none" | "here" | "destroyed" | "lost" | "refused" | "unreadable" | "withheld";
};

export type PermissionView = PermissionRow & {
  readonly now: number;
  readonly after: readonly [string | null, string | null];
  readonly acts: readonly PermissionAct[];
  /** What waits here in its ten seconds, or came back. */
  readonly held: readonly {
    readonly id: string;
    readonly do: string;
    readonly heldUntil: number;
    readonly returned: string | null;
  }[];
  /** The rule that keeps the reader from acting on it; null: she may. */
  readonly rule: string | null;
  /** Uses of this matter that were recorded here and rest on it. */
  readonly rests: readonly { readonly id: string; readonly kind: string; readonly at: number }[];
};

/** One record of the other side's in a matter: what its marking asks leave for, and by what leave there is already. */
export type LeaveLine = {
  readonly record: string;
  readonly do: string;
  readonly at: number;
  readonly files: readonly string[];
  readonly asks: { readonly evidence: boolean; readonly onward: boolean };
};

export type Leaves = {
  readonly matter: string;
  readonly ref: string;
  /** Of the matter, as whoever opened it named it. */
  readonly purpose: string | null;
  readonly now: number;
  readonly records: readonly LeaveLine[];
  readonly permissions: readonly PermissionRow[];
  /** Whether the other side has said that it speaks of permissions. */
  readonly spoken: boolean;
  readonly rule: string | null;
};
