import { useLingui } from "@lingui/react/macro";
import { KeySheet } from "@setu/ui";
import { lazy, Suspense } from "react";
import type { Account, RequestRow, SavedView } from "../api.ts";
import { LIST_HELP } from "./list-help.tsx";
import type { Doing } from "./local-acts.ts";

const AssignDialog = lazy(() => import("./assign-dialog.tsx"));
const FollowUpDialog = lazy(() => import("./follow-up-dialog.tsx"));
const ViewsDialog = lazy(() => import("./views-dialog.tsx"));

/** What stands over the list: one at a time. The rows are those that were meant when it was opened. */
export type Overlay =
  | { readonly kind: "keys" }
  | { readonly kind: "views" }
  | { readonly kind: "assign" | "follow-up"; readonly rows: readonly RequestRow[] };

type Props = {
  readonly overlay: Overlay | null;
  readonly officers: readonly Account[];
  readonly views: readonly SavedView[];
  /** The list as it is now, as a view keeps it. */
  readonly query: string;
  readonly onAct: (doing: Doing, rows: readonly RequestRow[]) => void;
  readonly onClose: () => void;
};

export function ListOverlays({ overlay, officers, views, query, onAct, onClose }: Props) {
  const { t } = useLingui();
  if (overlay === null) return null;
  if (overlay.kind === "keys") return <KeySheet help={LIST_HELP} onClose={onClose} />;
  if (overlay.kind === "views") {
    return (
      <Suspense fallback={null}>
        <ViewsDialog query={query} views={views} onClose={onClose} />
      </Suspense>
    );
  }
  const { kind, rows } = overlay;
  const [first] = rows;
  const many = rows.length;
  const ref = first?.ref ?? "";
  return (
    <Suspense fallback={null}>
      {kind === "assign" ? (
        <AssignDialog
          title={many === 1 ? t`Assign ${ref} to` : t`Assign ${many} requests to`}
          officers={officers}
          onChoose={(officer) =>
            onAct(officer === null ? { do: "unassign" } : { do: "assign", officer }, rows)
          }
          onClose={onClose}
        />
      ) : (
        <FollowUpDialog
          title={many === 1 ? t`Come back to ${ref}` : t`Come back to ${many} requests`}
          removable={rows.some((row) => row.home.followUp !== null)}
          onChoose={(at) => onAct({ do: "follow-up", at }, rows)}
          onClose={onClose}
        />
      )}
    </Suspense>
  );
}
