import { refOf } from "@setu/requests";
import type { ItemId } from "@setu/core";
import type {
  Leaves,
  PermissionCommand,
  PermissionRow,
  Permissions,
  PermissionSent,
  PermissionView,
} from "@setu/permissions";

const DAY = 86_400_000;
const RECORD = "a".repeat(32);
/** By which something may be given on. */
export const TO_THIRD = `ca:${"7".repeat(32)}`;

/** Permissions in the stand-in: what has been sent, and one of each that a screen can show. */
export type PermissionState = {
  matter: string | null;
  readonly sent: { readonly item: string | null; readonly command: PermissionCommand }[];
};
export const newPermissions = (): PermissionState => ({ matter: null, sent: [] });

const rowOf = (matter: string, more: Partial<PermissionRow>): PermissionRow => ({
  item: `ca:${"1".repeat(32)}`,
  matter,
  ref: refOf(matter as ItemId),
  side: "us",
  status: "permission-revoked",
  turn: "us",
  at: Date.now() - 3 * DAY,
  tlp: "AMBER",
  permission: {
    holder: "ca" as never,
    originator: "in" as never,
    matter: matter as ItemId,
    towards: { use: "evidence", proceeding: "criminal", court: "first-instance" },
    records: [RECORD as never],
    files: [],
    conditions: ["closed-session", "not-sole-evidence"],
    inForce: null,
    narrowed: 1,
  },
  until: Date.now() + 12 * DAY,
  isInForce: false,
  moves: ["used", "return"],
  ...more,
});

function rowsOf(matter: string): readonly PermissionRow[] {
  const revoked = rowOf(matter, {});
  const asked = rowOf(matter, {
    item: `in:${"2".repeat(32)}`,
    side: "them",
    status: "permission-asked",
    moves: ["clarify", "grant", "refuse"],
    permission: revoked.permission && {
      ...revoked.permission,
      towards: { use: "onward", third: "synthetic.third" },
      conditions: [],
    },
  });
  const inForce = rowOf(matter, {
    item: `ca:${"3".repeat(32)}`,
    status: "permission-granted",
    turn: "none",
    isInForce: true,
  });
  const toThird = rowOf(matter, {
    item: TO_THIRD,
    status: "permission-granted",
    turn: "none",
    isInForce: true,
    permission: revoked.permission && {
      ...revoked.permission,
      towards: { use: "onward", third: "synthetic.other" },
      conditions: ["return-after-use"],
    },
  });
  return [asked, revoked, inForce, toThird];
}

export const permissionsIn = ({ matter }: PermissionState): Permissions => ({
  now: Date.now(),
  rows: matter === null ? [] : rowsOf(matter),
});

export function permissionIn({ matter }: PermissionState, item: string): PermissionView | null {
  const row = matter === null ? undefined : rowsOf(matter).find((each) => each.item === item);
  if (!row) return null;
  const act = { by: "ca.officer-1", void: null, text: null, bodyState: "none", args: {} } as const;
  const revoked = row.status === "permission-revoked";
  return {
    ...row,
    now: Date.now(),
    after: [null, null],
    acts: [
      {
        ...act,
        id: "4".repeat(32),
        side: row.side,
        do: "seek",
        at: row.at,
        text: "Synthetic: for the hearing next month.",
        bodyState: "here",
      },
      ...(revoked
        ? [{ ...act, id: "5".repeat(32), side: "them" as const, do: "revoke", at: row.at + DAY }]
        : []),
    ],
    held: [],
    rule: null,
    rests: revoked ? [{ id: "6".repeat(32), kind: "evidence", at: row.at + DAY / 2 }] : [],
  };
}

export const leavesIn = (matter: string): Leaves => ({
  matter,
  ref: refOf(matter as ItemId),
  purpose: "investigation",
  now: Date.now(),
  records: [
    {
      record: RECORD,
      do: "answer",
      at: Date.now() - DAY,
      files: ["b".repeat(43)],
      asks: { evidence: true, onward: true },
    },
    {
      record: "c".repeat(32),
      do: "part",
      at: Date.now() - 2 * DAY,
      files: [],
      asks: { evidence: false, onward: true },
    },
  ],
  permissions: rowsOf(matter),
  spoken: true,
  rule: null,
});

export function sayIn(
  state: PermissionState,
  item: string | null,
  command: PermissionCommand,
): PermissionSent {
  state.sent.push({ item, command });
  return { id: command.id, item: item ?? `ca:${command.id}`, heldUntil: Date.now() + 10_000 };
}
