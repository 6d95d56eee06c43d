import { api, ApiError, newId } from "@setu/ui/api.ts";
import { exactNow } from "@setu/ui/now.ts";
import type { Draft, DraftView } from "../api.ts";
import { joined } from "../texts/translations.ts";
import type { Kept } from "./draft-keeper.ts";
import { merge, same, writtenOf, type Acts, type Clashes } from "./draft-merge.ts";

/** How safe the words are. `unsaved` names why: our node does not have them. */
export type Saving =
  | { readonly kind: "idle" }
  | { readonly kind: "writing" }
  | { readonly kind: "saved"; readonly at: number }
  | { readonly kind: "unsaved"; readonly code: string };

export type DraftState = {
  readonly acts: Acts;
  readonly saving: Saving;
  /** The other text of an act on which two tabs wrote. Nothing is saved over it until a person has chosen. */
  readonly clashes: Clashes;
  /** What our node does not have lies sealed on this computer, and outlives this page. */
  readonly kept: boolean;
};

const AFTER_MS = 2_000;
const AGAIN_MS = 5_000;
/** Until it lies on the officer's own disk; however fast she types, it is never longer. */
const KEPT_AFTER_MS = 400;
/** The server will say the same again until something else is written. */
const FINAL: ReadonlySet<string> = new Set(["TOO_LARGE", "OVER_QUOTA", "BAD_STRING", "BAD_FIELD"]);

/** The officer's own disk, as far as one desk needs it. */
export type Keeping = {
  /** @returns whether it lies there now */
  readonly keep: (id: string, kept: Kept) => Promise<boolean>;
  readonly drop: (ids: readonly string[]) => Promise<void>;
};

/**
 * The drafts under one key: written here at once, kept on this computer within half a second, and saved on our own node
 * after two, one request at a time. The copy on this computer goes as soon as the node has the words. It is made always
 * and not only when the line is known to be down, because nobody knows that before a request has failed.
 */
export class DraftDesk {
  readonly #key: string;
  readonly #path: string;
  readonly #keeping: Keeping;
  readonly #changed: () => void;
  #state: DraftState = { acts: {}, saving: { kind: "idle" }, clashes: {}, kept: false };
  /** What lies on this computer for this desk: one, or more when it was taken over from several pages. */
  #records: readonly string[] = [];
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #keepRunning: Promise<void> = Promise.resolve();
  /** What the server had when this tab last heard of it; null before the first answer. */
  #base: { readonly revision: number; readonly acts: Acts } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;

  constructor(key: string, keeping: Keeping, changed: () => void) {
    this.#key = key;
    this.#keeping = keeping;
    this.#path = `/drafts/${encodeURIComponent(key)}`;
    this.#changed = changed;
  }

  get state(): DraftState {
    return this.#state;
  }

  get isUnsaved(): boolean {
    return !same(writtenOf(this.#state.acts), this.#base?.acts ?? {});
  }

  /** @param draft null: no more */
  write(act: string, draft: Draft | null): void {
    const { [act]: _was, ...rest } = this.#state.acts;
    this.#set({ acts: draft === null ? rest : { ...rest, [act]: draft }, saving: { kind: "writing" } });
    this.#keepTimer ??= setTimeout(() => void this.keep(), KEPT_AFTER_MS);
    this.#later(AFTER_MS);
  }

  /** What a page that is gone had written under this key: as if it had been written here, and nothing under it is lost. */
  restore(id: string, { base, acts, clashes }: Kept): void {
    this.#records = [...this.#records, id];
    const isFresh = this.#base === null && Object.keys(this.#state.acts).length === 0;
    if (isFresh) this.#base = base;
    const merged = isFresh ? { acts, clashes: {} } : merge(base?.acts ?? {}, this.#state.acts, acts);
    this.#set({
      acts: merged.acts,
      clashes: { ...this.#state.clashes, ...clashes, ...merged.clashes },
      saving: { kind: "writing" },
      kept: true,
    });
  }

  /** Brings the copy on this computer up to date: written while our node lacks something, gone when it has all. */
  keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    this.#keepRunning = this.#keepRunning.then(() => this.#keep());
    return this.#keepRunning;
  }

  async #keep(): Promise<void> {
    const { acts, clashes } = this.#state;
    const [id = newId(), ...older] = this.#records;
    if (!this.isUnsaved) {
      const gone = this.#records;
      this.#records = [];
      await this.#keeping.drop(gone);
      if (this.#state.kept) this.#set({ kept: false });
      return;
    }
    const kept = await this.#keeping.keep(id, { key: this.#key, base: this.#base, acts, clashes });
    this.#records = kept ? [id] : this.#records;
    if (kept) await this.#keeping.drop(older);
    if (kept !== this.#state.kept) this.#set({ kept });
    // Our node may have got it meanwhile.
    if (kept && !this.isUnsaved) await this.#keep();
  }

  /** Asks what the server has; what was written here meanwhile is kept. */
  async load(): Promise<void> {
    await this.#alone(async () => this.#take(await this.#read()));
    if (this.isUnsaved) this.#later(AFTER_MS);
  }

  /** @param leaving the page may be gone before the answer is here */
  save(leaving = false): Promise<void> {
    return this.#alone(() => this.#save(leaving));
  }

  /** @returns the revision that holds exactly what is written here; null when none does, and sending forgets nothing */
  async settle(): Promise<number | null> {
    await this.save();
    // What is sent now must not be found as unsent after a crash.
    await this.keep();
    const clashing = Object.keys(this.#state.clashes).length > 0;
    return clashing || this.isUnsaved || this.#base === null ? null : this.#base.revision;
  }

  /** An act was accepted: its words are in the hold now. */
  async sent(act: string): Promise<void> {
    const without = ({ [act]: _sent, ...rest }: Acts): Acts => rest;
    // Another tab's text was not sent: to this tab it is as if it had just come.
    const clashing = Object.hasOwn(this.#state.clashes, act);
    if (this.#base !== null && clashing) this.#base = { ...this.#base, acts: without(this.#base.acts) };
    this.#set({ acts: without(this.#state.acts), clashes: {} });
    await this.keep();
    await this.load();
  }

  /** A person has seen both texts and says which goes on. */
  choose(act: string, text: "mine" | "theirs" | "both"): void {
    const { [act]: other = null, ...clashes } = this.#state.clashes;
    const mine = this.#state.acts[act];
    const { [act]: _was, ...rest } = this.#state.acts;
    const both = mine &&
      other && {
        ...mine,
        text: `${mine.text}\n\n${other.text}`,
        translations: joined(mine.translations ?? [], other.translations ?? []),
      };
    const kept = { mine, theirs: other, both: both ?? mine }[text];
    this.#set({ acts: kept ? { ...rest, [act]: kept } : rest, clashes, saving: { kind: "writing" } });
    void this.keep();
    this.#later(0);
  }

  async #save(leaving: boolean): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#base === null) this.#take(await this.#read());
    if (Object.keys(this.#state.clashes).length > 0 || this.#base === null) return;
    const acts = writtenOf(this.#state.acts);
    const { revision, acts: before } = this.#base;
    if (same(acts, before)) {
      if (this.#state.saving.kind !== "saved") this.#set({ saving: { kind: "idle" } });
      return;
    }
    try {
      if (Object.keys(acts).length === 0) {
        await api<void>(`${this.#path}?revision=${revision}`, { method: "DELETE", keepalive: leaving });
        this.#base = { revision: 0, acts };
        this.#set({ saving: { kind: "idle" } });
      } else {
        const json = { revision, content: { acts } };
        const made = await api<DraftView>(this.#path, { method: "PUT", json, keepalive: leaving });
        this.#base = { revision: made.revision, acts };
        this.#set({ saving: { kind: "saved", at: made.at ?? exactNow() } });
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "STALE") throw error;
      this.#take(await this.#read());
    }
    // Something was typed while the answer was on its way, or it was brought together with another tab's.
    if (this.isUnsaved && Object.keys(this.#state.clashes).length === 0) this.#later(AFTER_MS);
  }

  #read(): Promise<DraftView> {
    return api<DraftView>(this.#path);
  }

  #take({ revision, at, content }: DraftView): void {
    const theirs = content?.acts ?? {};
    const { acts, clashes } = merge(this.#base?.acts ?? {}, this.#state.acts, theirs);
    this.#base = { revision, acts: theirs };
    // A text that was shown and not chosen between is still there to choose, until it is the same.
    const open = Object.entries(this.#state.clashes).filter(([act, other]) => !same(acts[act], other));
    const saved = same(writtenOf(acts), theirs);
    const saving: Saving = !saved
      ? { kind: "writing" }
      : at === null
        ? { kind: "idle" }
        : { kind: "saved", at };
    this.#set({ acts, clashes: { ...Object.fromEntries(open), ...clashes }, saving });
  }

  /** One after the other; what the network or the server did becomes a state in words. */
  async #alone(work: () => Promise<void>): Promise<void> {
    while (this.#running !== null) await this.#running;
    const running = work().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      // Nothing is at stake: the next screen asks again.
      if (!this.isUnsaved) return;
      this.#set({ saving: { kind: "unsaved", code: error.code } });
      if (!FINAL.has(error.code)) this.#later(AGAIN_MS);
    });
    this.#running = running.then(
      () => {},
      () => {},
    );
    try {
      await running;
    } finally {
      this.#running = null;
      if (this.#records.length > 0 && !this.isUnsaved) void this.keep();
    }
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  #set(part: Partial<DraftState>): void {
    this.#state = { ...this.#state, ...part };
    this.#changed();
  }
}
