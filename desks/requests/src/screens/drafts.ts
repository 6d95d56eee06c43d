import { useCallback, useSyncExternalStore } from "react";
import type { Marking } from "@setu/core";
import type { Lang, Upload } from "../api.ts";

/** What a person is writing. It outlives the screen and a lost session, never the page: no record goes to disk here. */
export type Draft = {
  readonly title: string;
  readonly text: string;
  /** The language of the text; null while it is that of the screen. */
  readonly lang: Lang | null;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
  readonly mark: Marking | null;
  readonly files: readonly Upload[];
};

export const EMPTY: Draft = { title: "", text: "", lang: null, args: {}, mark: null, files: [] };

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

const isWritten = (draft: Draft): boolean =>
  draft.text !== "" || draft.title !== "" || draft.files.length > 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The browser asks before it throws text away. */
function beforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export function setDraft(key: string, draft: Draft | null): void {
  if (draft === null) drafts.delete(key);
  else drafts.set(key, draft);
  const listen = [...drafts.values()].some(isWritten) ? "addEventListener" : "removeEventListener";
  window[listen]("beforeunload", beforeUnload);
  for (const listener of listeners) listener();
}

/** The key of the draft of one act on one item. */
export const draftKey = (item: string, act: string): string => `${item} ${act}`;

export function useDraft(key: string): readonly [Draft, (change: Partial<Draft>) => void] {
  const draft = useSyncExternalStore(subscribe, () => drafts.get(key) ?? EMPTY);
  const change = useCallback(
    (part: Partial<Draft>) => setDraft(key, { ...(drafts.get(key) ?? EMPTY), ...part }),
    [key],
  );
  return [draft, change];
}
