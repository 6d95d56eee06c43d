import { useLingui } from "@lingui/react/macro";
import { navigate, useLang, usePlace, useScopedKeys } from "@setu/ui";
import { lazy, Suspense } from "react";
import type { RequestView, TimelineAct } from "../api.ts";
import { isOpenNotice } from "../evaluation.ts";
import { printHref } from "./data.ts";
import { useOfficers } from "./list-data.ts";
import { besides } from "./order.ts";
import { toNextNew } from "./new-acts.tsx";
import type { Ours } from "./our-data.ts";
import { lastToSayAnew, type Anew } from "./saying-anew.tsx";

const AssignDialog = lazy(() => import("./assign-dialog.tsx"));
const FollowUpDialog = lazy(() => import("./follow-up-dialog.tsx"));
const TaskDialog = lazy(() => import("./task-dialog.tsx"));

/** What stands over the screen. */
export type Over = "assign" | "follow-up" | "task";

type Keys = {
  readonly view: RequestView;
  readonly ours: Ours;
  readonly moves: readonly string[];
  readonly compose: (act: string, refers?: string) => void;
  readonly anew: (what: Anew, act: TimelineAct) => void;
  /** Null where no holding reply can be written. */
  readonly sayLate: (() => void) | null;
  readonly copy: () => void;
  readonly open: (over: Over) => void;
};

/** Letters of this screen (`request-help.tsx` tells them). */
export function useRequestKeys({ view, ours, moves, compose, anew, sayLate, copy, open }: Keys) {
  const { officer: me } = usePlace();
  const lang = useLang();
  const { assignee, watchers } = view.ours;
  const to = (id: string) => document.querySelector<HTMLElement>(`.our-half ${id}`)?.focus();
  const reveal = (section: string) => {
    const details = document.querySelector<HTMLDetailsElement>(
      `.our-half section[aria-labelledby=${section}] details`,
    );
    if (details === null) return;
    details.open = true;
    details.querySelector<HTMLElement>("summary")?.focus();
  };
  const [reply] = moves;
  const turn = (step: 1 | -1) => {
    const item = besides(view.item, step);
    if (item !== null) navigate({ to: "/requests/$item", params: { item }, replace: true });
  };
  const given = view.timeline.findLast((act) => act.evaluation !== null);
  const notice = view.timeline
    .filter((act) => act.side === "us")
    .map((act) => act.evaluation?.notice ?? null)
    .findLast(isOpenNotice);
  const say = (act: string, refers: string | undefined) =>
    refers !== undefined && view.moves.includes(act) && compose(act, refers);
  const sayAnew = (what: Anew) => {
    const last = lastToSayAnew(view, what);
    if (last !== undefined) anew(what, last);
  };
  return useScopedKeys({
    d: () => sayLate?.(),
    v: () => say(given?.side === "us" ? "evaluate" : "re-evaluate", given?.id),
    o: () => say("agree", notice?.act),
    "Shift+O": () => say("disagree", notice?.act),
    e: () => sayAnew("correct"),
    "Shift+E": () => sayAnew("narrow"),
    "[": () => turn(-1),
    "]": () => turn(1),
    a: () => assignee?.officer !== me.id && void ours.act({ do: "assign", args: { officer: me.id } }),
    "Shift+A": () => open("assign"),
    b: () => assignee !== null && void ours.act({ do: "unassign" }),
    w: () => void ours.act({ do: watchers.includes(me.id) ? "unwatch" : "watch", args: { officer: me.id } }),
    s: () => view.stopped.seal === undefined && void ours.act({ do: view.ours.sealed ? "unseal" : "seal" }),
    k: () => reveal("handling"),
    h: () => open("follow-up"),
    t: () => open("task"),
    c: () => to(".note-form textarea"),
    x: () => reveal("references"),
    l: () => reveal("relations"),
    i: () => reveal("considering"),
    n: toNextNew,
    f: () => navigate({ to: "/permissions/on/$item", params: { item: view.item } }),
    y: copy,
    z: ours.undo,
    r: () => reply !== undefined && compose(reply),
    m: () => moves.includes("message") && compose("message"),
    p: () => location.assign(printHref(view.item, lang)),
  });
}

/** Choices that are too many for a button: to whom, and when. */
export function Overlays({
  view,
  ours,
  over,
  onClose,
}: {
  readonly view: RequestView;
  readonly ours: Ours;
  readonly over: Over | null;
  readonly onClose: () => void;
}) {
  const { t } = useLingui();
  const { workers } = useOfficers();
  return (
    <Suspense fallback={null}>
      {over === "assign" && (
        <AssignDialog
          title={t`Assign ${view.ref}`}
          officers={workers}
          onClose={onClose}
          onChoose={(officer) => {
            onClose();
            void ours.act(officer === null ? { do: "unassign" } : { do: "assign", args: { officer } });
          }}
        />
      )}
      {over === "task" && <TaskDialog title={t`A task on ${view.ref}`} ours={ours} onClose={onClose} />}
      {over === "follow-up" && (
        <FollowUpDialog
          title={t`Come back to ${view.ref}`}
          removable={view.ours.followUp !== null}
          onClose={onClose}
          onChoose={(at) => {
            onClose();
            void ours.act({ do: "follow-up", args: at === null ? {} : { at } });
          }}
        />
      )}
    </Suspense>
  );
}
