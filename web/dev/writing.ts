import { isSetuError, type ErrorCode } from "@setu/core/errors.ts";
import type {
  DeskPresence,
  DraftContent,
  DraftView,
  HeldAct,
  HomeCommand,
  NotSent,
  Presence,
  RequestView,
} from "@setu/requests/api.ts";
import { foldHome, openTasks, judgeHome, type HomeAct } from "@setu/requests/home.ts";
import { readRef } from "@setu/requests/ref.ts";
import { judgeRelation, type Edge } from "@setu/requests/relations.ts";
import { openMatter } from "./intake.ts";

/** An officer at work on one request, in the stand-in: drafts, who is there, our own half as the server judges it. */
export type WritingState = {
  readonly requests: Map<string, RequestView>;
  readonly drafts: Map<string, { revision: number; at: number; content: DraftContent }>;
  readonly present: Map<string, Presence[]>;
  /** What this officer said of oneself, by item. */
  readonly doing: Map<string, string>;
  readonly stale: Set<string>;
  revision: number;
};

export const newWriting = () => ({
  drafts: new Map() as WritingState["drafts"],
  present: new Map() as WritingState["present"],
  doing: new Map<string, string>(),
  revision: 0,
});

type Answer = { readonly code: ErrorCode } | { readonly body?: unknown };
type Json = Readonly<Record<string, unknown>>;

/** @returns null for a path that is another's */
export function answerWriting(
  state: WritingState,
  method: string,
  [what, key]: readonly string[],
  json: Json,
  query: URLSearchParams,
): Answer | null {
  switch (what) {
    case "drafts":
      return key === undefined ? { body: listOf(state) } : draft(state, method, key, json, query);
    case "presence":
      if (method === "POST") state.doing.set(key ?? "", String(json["doing"]));
      if (key === undefined) return { body: deskOf(state) };
      return { body: state.present.get(key) ?? [] };
    case "references":
      return reference(state, key ?? "");
    default:
      return null;
  }
}

const deskOf = ({ present }: WritingState): DeskPresence[] =>
  [...present].flatMap(([item, others]) => others.map((each) => ({ ...each, item })));

function draft(state: WritingState, method: string, key: string, json: Json, query: URLSearchParams): Answer {
  const known = state.drafts.get(key);
  if (method === "GET") return { body: known ?? { revision: 0, at: null, content: null } };
  const seen = Number(method === "PUT" ? json["revision"] : query.get("revision"));
  if (seen !== (known?.revision ?? 0)) return { code: "STALE" };
  if (method === "DELETE") {
    state.drafts.delete(key);
    return {};
  }
  const saved = { revision: ++state.revision, at: Date.now(), content: json["content"] as DraftContent };
  state.drafts.set(key, saved);
  return { body: { ...saved, content: null } satisfies DraftView };
}

function listOf({ drafts, requests }: WritingState): NotSent {
  return {
    drafts: [...drafts].map(([key, { revision, at, content }]) => ({
      key,
      ref: requests.get(key)?.ref ?? null,
      revision,
      at,
      acts: Object.keys(content.acts),
      begins: Object.values(content.acts)[0]?.text.slice(0, 120) ?? "",
    })),
    returned: [],
  };
}

/** The act that was accepted is a draft no more. */
export function forgetDraft({ drafts }: WritingState, key: string, act: string): void {
  const known = drafts.get(key);
  if (known === undefined) return;
  const { [act]: _sent, ...acts } = known.content.acts;
  if (Object.keys(acts).length === 0) drafts.delete(key);
  else drafts.set(key, { ...known, revision: known.revision + 1, content: { acts } });
}

/** What was taken back is a draft again. */
export function keepDraft(state: WritingState, key: string, { do: act, body }: HeldAct): void {
  const acts = state.drafts.get(key)?.content.acts ?? {};
  const { text = "", lang = null, translations = [] } = body ?? {};
  const one = { title: "", text, lang, translations, args: {}, mark: null, files: [] };
  const content = { acts: { ...acts, [act]: one } };
  state.drafts.set(key, { revision: ++state.revision, at: Date.now(), content });
}

function reference({ requests }: WritingState, said: string): Answer {
  try {
    const { ref, begins } = readRef(said);
    const found = [...requests.keys()].filter((item) => item.startsWith(begins));
    return { body: found.map((item) => ({ item, ref })) };
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return { code: error.code };
  }
}

/** One act on our half of one request, judged and folded by the rules that the server uses. */
export function actAlone(state: WritingState, item: string, command: HomeCommand, by: string): Answer {
  const view = state.requests.get(item);
  if (view === undefined)
    return command.do === "intake" ? opened(state, item, command, by) : { code: "NOT_FOUND" };
  const { acts } = view.ours;
  const { after = null, text = null, ...rest } = command;
  const act: HomeAct = { ...rest, item, by, at: Date.now(), text, after };
  try {
    if (state.stale.has(item) && ["assign", "unassign"].includes(act.do)) return { code: "STALE" };
    judgeHome(acts, act);
    if (act.do === "relate") judgeRelation(edgeOf(act), edgesOf(state));
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return { code: error.code };
  }
  putOurs(state, item, [...acts, act]);
  if (act.do === "relate") relate(state, view, act);
  return {};
}

const edgeOf = ({ item, args }: HomeAct): Edge => ({
  item,
  kind: String(args["kind"]),
  other: String(args["other"]),
});
const edgesOf = ({ requests }: WritingState): readonly Edge[] =>
  [...requests.values()].flatMap(({ ours }) => ours.relations.map(edgeOf));

function opened({ requests }: WritingState, item: string, command: HomeCommand, by: string): Answer {
  try {
    requests.set(item, openMatter(item, command, by));
    return {};
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return { code: error.code };
  }
}

/** Sets our half from its acts. */
export function putOurs({ requests }: WritingState, item: string, acts: readonly HomeAct[]): void {
  const view = requests.get(item);
  if (view === undefined) return;
  const ours = foldHome(acts);
  // Its registering was taken back.
  if (view.cameBy !== null && ours.intake === null) return void requests.delete(item);
  const { head, followUp, watchers, notes, doneAt, doneBy } = ours;
  const home = {
    head,
    followUp,
    watchers,
    notes: notes.length,
    tasks: openTasks(ours).length,
    taskDates: [],
    done: doneAt !== null,
    doneBy,
    assignee: ours.assignee?.officer ?? null,
  };
  const { considerBy, ...rest } = view;
  const asked = considerBy !== undefined && ours.considered === null && { considerBy };
  requests.set(item, { ...rest, ...asked, ours, home });
}

function relate({ requests }: WritingState, { item, ref, title }: RequestView, act: HomeAct): void {
  const { id, by, at, args } = act;
  const other = requests.get(String(args["other"]));
  const link = { id, by, at, kind: String(args["kind"]) };
  const add = (to: string, more: RequestView["related"][number]) => {
    const view = requests.get(to);
    if (view) requests.set(to, { ...view, related: [...view.related, more] });
  };
  if (other === undefined) return;
  add(item, { ...link, side: "to", item: other.item, ref: other.ref, title: other.title });
  add(other.item, { ...link, side: "from", item, ref, title });
}
