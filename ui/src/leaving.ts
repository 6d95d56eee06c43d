/** What has to be done before a person is signed out: words that are nowhere else are saved first. */
type Duty = () => Promise<unknown>;
const duties = new Set<Duty>();

export const beforeLeaving = (duty: Duty): void => void duties.add(duty);

/** Waits for them, not for ever: who wants to go, goes. */
export async function leave(patienceMs = 3_000): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([Promise.allSettled([...duties].map((duty) => duty())), patience]);
}
