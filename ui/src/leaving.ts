import { codeOf } from "./api.ts";

/** What has to be done before a person is signed out: words that are nowhere else are saved first. */
type Duty = {
  readonly save: () => Promise<unknown>;
  /** Whether words are left that our node does not have. */
  readonly isAtStake: () => Promise<boolean>;
  /** Nothing of them stays: not in this page, not on the officer's disk. */
  readonly forget: () => Promise<void>;
};
const duties = new Set<Duty>();

export const beforeLeaving = (duty: Duty): void => void duties.add(duty);

/** Waits for them, not for ever: who wants to go, goes. */
export async function leave(patienceMs = 3_000): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([Promise.allSettled([...duties].map((duty) => duty.save())), patience]);
}

/** Whether something would be lost if the person went now. */
export const isAtStake = async (): Promise<boolean> =>
  (await Promise.all([...duties].map((duty) => duty.isAtStake()))).includes(true);

export const forget = async (): Promise<void> =>
  void (await Promise.all([...duties].map((duty) => duty.forget())));

let key = "";
/** Called with each session: under which what is written is sealed on the officer's own disk (`Session.draftKey`). */
export function setDraftKey(given: string): void {
  key = given;
}
export const draftKey = (): string => key;

const backs = new Set<() => void>();

/** Called when the same person has signed in again over the page: what waited for it goes on. */
export function onBack(handler: () => void): () => void {
  backs.add(handler);
  return () => void backs.delete(handler);
}

export function back(): void {
  for (const handler of backs) handler();
}

/** Does it; when the session has ended, once more after the same person has signed in again. */
export async function throughSignIn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== "SIGNED_OUT") throw error;
    const { promise, resolve } = Promise.withResolvers<void>();
    const forget = onBack(resolve);
    await promise;
    forget();
    return work();
  }
}
