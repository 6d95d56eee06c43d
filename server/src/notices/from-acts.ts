import type { Judged } from "@setu/core";
import { foldHome, NODE_SAYS, type HomeAct, type HomePart } from "@setu/requests";
import type { Known } from "../requests/desk.ts";
import { EVIDENCE } from "../requests/rows.ts";
import { KEPT_MS, type Found, type NewNotice } from "./notice.ts";

/**
 * What the acts of one item, ours and those of both sides, tell to whom. A function of the logs alone: whoever calls it
 * again, after a restart, in another process or in a replay, finds the same events for the same officers.
 */
export function noticesOf(us: string, known: Known | null, home: readonly HomeAct[], now: number): Found {
  const since = now - KEPT_MS;
  const { acts } = foldHome(home);
  const given = [
    ...acts.filter((act) => act.at > since).flatMap((act) => ofHomeAct(act)),
    ...(known === null ? [] : ofLink(us, known, home, since)),
  ];
  const undone = home.flatMap((act) =>
    act.do === "undo" && act.at > since
      ? ["assigned", "mentioned"].map((kind) => `${kind}/${String(act.args["of"])}`)
      : [],
  );
  return { given, undone };
}

function ofLink(us: string, known: Known, home: readonly HomeAct[], since: number): NewNotice[] {
  const recent = known.state.judged.filter((each) => each.void === null && each.t > since);
  return [
    ...recent.flatMap((each) => ofReply(us, known, home, each)),
    ...recent.flatMap((each) => ofDecline(us, known, each)),
  ];
}

/** Acts that put something into one officer's hands. */
const GIVES: ReadonlySet<string> = new Set(["assign", "task"]);

/** Whoever does it to themselves knows. */
function ofHomeAct({ id, item, by, do: what, args }: HomeAct): NewNotice[] {
  const named = what === "note" ? [args["mentions"] ?? []].flat() : GIVES.has(what) ? [args["officer"]] : [];
  const kind = what === "note" ? "mentioned" : "assigned";
  const reason = what === "task" ? what : kind;
  return named
    .filter((officer) => officer !== by)
    .map((officer) => ({ event: `${kind}/${id}`, officer: String(officer), item, kind, reason }));
}

/**
 * News of the other side goes to whoever has or watches the item, as long as nobody here has opened it: then to those
 * who had it at that moment, without the one who opened it. So who takes over an item hears of what is unread, and
 * nobody hears of what others have dealt with before.
 */
function ofReply(us: string, known: Known, home: readonly HomeAct[], { act, party, t }: Judged): NewNotice[] {
  const ofNode = NODE_SAYS.has(act.do);
  if (party === us || (EVIDENCE.has(act.do) && !ofNode) || act.do === "ask") return [];
  const opened = known.state.judged.find(
    (each) => each.party === us && each.act.do === "opened" && each.act.args["ref"] === act.id,
  );
  // A node's word is opened by nobody: those hear of it who had the item when it was said.
  const until = ofNode ? t : opened?.t;
  const then = until === undefined ? home : home.filter(({ at }) => at <= until);
  return concerned(us, known, foldHome(then))
    .filter((officer) => officer !== opened?.act.by)
    .map((officer) => ({
      event: `reply/${act.id}`,
      officer,
      item: known.item,
      kind: "reply",
      reason: act.do,
    }));
}

/** Of what nobody has or watches: whoever wrote last. */
export function concerned(us: string, known: Known, { assignee, watchers }: HomePart): readonly string[] {
  const all = new Set([...(assignee === null ? [] : [assignee.officer]), ...watchers]);
  if (all.size > 0) return [...all];
  const wrote = known.state.judged.findLast((each) => each.party === us && !EVIDENCE.has(each.act.do));
  return wrote?.act.by === undefined ? [] : [wrote.act.by];
}

/** The other node could not take an act of ours. */
function ofDecline(us: string, known: Known, { act, party }: Judged): NewNotice[] {
  if (party === us || act.do !== "declined") return [];
  const ref = act.args["ref"];
  const ours = known.state.judged.find((each) => each.party === us && each.act.id === ref)?.act;
  if (ours?.by === undefined) return [];
  return [
    { event: `declined/${ours.id}`, officer: ours.by, item: known.item, kind: "failed", reason: "declined" },
  ];
}
