import { beforeLeaving, onBack } from "@setu/ui/leaving.ts";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Draft, Lang } from "../api.ts";
import { keeper } from "./draft-keeper.ts";
import { finished, type Translation } from "../texts/translations.ts";
import { DraftDesk, type DraftState } from "./draft-desk.ts";

export type { Draft } from "../api.ts";

export const EMPTY: Draft = { title: "", text: "", lang: null, args: {}, mark: null, files: [] };
/** The translations of a finished draft, as they leave with its text. */
export function translationsOf(draft: Draft, lang: Lang): { readonly translations?: readonly Translation[] } {
  const translations = finished(draft.translations ?? [], lang);
  return translations === null || translations.length === 0 ? {} : { translations };
}

/** The key of what is no item yet. */
export const NEW = "new";

const desks = new Map<string, DraftDesk>();
const listeners = new Set<() => void>();

/** What pages that are gone had not saved is put into the desks of this one, before anything is shown. */
export async function recover(): Promise<void> {
  const found = await keeper.takeOver();
  const touched = new Set(found.map(({ kept }) => kept.key));
  for (const { id, kept } of found) deskOf(kept.key).restore(id, kept);
  await Promise.all([...touched].map((key) => deskOf(key).save()));
}

/** The browser asks before it throws words away that are nowhere else. */
function beforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function changed(): void {
  const unsaved = [...desks.values()].some((desk) => desk.isUnsaved && !desk.state.kept);
  window[unsaved ? "addEventListener" : "removeEventListener"]("beforeunload", beforeUnload);
  for (const listener of listeners) listener();
}

/** One for a key, for the life of the page: words outlive the screen and a lost session. */
export function deskOf(key: string): DraftDesk {
  const known = desks.get(key) ?? new DraftDesk(key, keeper, changed);
  desks.set(key, known);
  return known;
}

/** When the page goes out of sight, or somebody signs out: neither may come back. */
export const saveAll = (leaving = false): Promise<unknown> =>
  Promise.all([...desks.values()].map((desk) => desk.save(leaving)));

const keepAll = (): Promise<unknown> => Promise.all([...desks.values()].map((desk) => desk.keep()));

/** So often it is looked whether the other tabs have saved theirs. */
const OTHER_TABS = 5;
const pause = () => new Promise((done) => setTimeout(done, 200));

/** Whoever signs out in one tab signs out in all of them. */
const tabs = new BroadcastChannel("setu-drafts");
const LEAVING = "leaving";
const LEFT = "left";
tabs.addEventListener("message", ({ data }) => {
  if (data === LEAVING) void saveAll();
  if (data === LEFT) void keeper.wipe().then(keepAll);
});

beforeLeaving({
  save: () => {
    tabs.postMessage(LEAVING);
    return saveAll();
  },
  isAtStake: async () => {
    await keepAll();
    if ([...desks.values()].some((desk) => desk.isUnsaved)) return true;
    for (let tries = 0; tries < OTHER_TABS && (await keeper.hasAny()); tries++) await pause();
    return keeper.hasAny();
  },
  forget: async () => {
    tabs.postMessage(LEFT);
    desks.clear();
    changed();
    await keeper.wipe();
  },
});
onBack(() => {
  keeper.reopen();
  void keepAll();
  void saveAll();
});
function hide(): void {
  void keepAll();
  void saveAll(true);
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") hide();
});
window.addEventListener("pagehide", hide);
window.addEventListener("blur", () => void saveAll());
window.addEventListener("online", () => void saveAll());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All that is written under a key, and how safe it is. Asks the server when the screen opens. */
export function useDrafts(key: string): DraftState {
  const desk = deskOf(key);
  useEffect(() => void recover().then(() => desk.load()), [desk]);
  return useSyncExternalStore(subscribe, () => desk.state);
}

export function useDraft(key: string, act: string): readonly [Draft, (change: Partial<Draft>) => void] {
  const desk = deskOf(key);
  const draft = useSyncExternalStore(subscribe, () => desk.state.acts[act] ?? EMPTY);
  const change = useCallback(
    (part: Partial<Draft>) => desk.write(act, { ...(desk.state.acts[act] ?? EMPTY), ...part }),
    [desk, act],
  );
  return [draft, change];
}
