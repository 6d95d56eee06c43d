import type { Sealed } from "./draft-seal.ts";

/** Where sealed drafts lie on the officer's own computer: one store of IndexedDB, of this origin. */
const NAME = "setu-drafts";
const STORE = "draft";

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.addEventListener("upgradeneeded", () => {
      asked.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("owner", "owner");
    });
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error ?? new Error("no database in this browser")));
  });
  return opened;
}

/** @returns once the disk has it: a crash of the browser the moment after takes nothing away */
async function change(work: (store: IDBObjectStore) => void): Promise<void> {
  const transaction = (await database()).transaction(STORE, "readwrite", { durability: "strict" });
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("not written")));
    work(transaction.objectStore(STORE));
  });
}

export const put = (sealed: Sealed): Promise<void> => change((store) => void store.put(sealed));

export const remove = (ids: readonly string[]): Promise<void> =>
  change((store) => {
    for (const id of ids) store.delete(id);
  });

export async function listOf(owner: string): Promise<readonly Sealed[]> {
  const store = (await database()).transaction(STORE).objectStore(STORE);
  const asked: IDBRequest<Sealed[]> = store.index("owner").getAll(owner);
  return new Promise((resolve, reject) => {
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error ?? new Error("not read")));
  });
}

/** Of whoever never came back. @param at milliseconds since 1970 */
export const removeBefore = (at: number): Promise<void> =>
  change((store) => {
    const cursor = store.openCursor();
    cursor.addEventListener("success", () => {
      if (cursor.result === null) return;
      if ((cursor.result.value as Sealed).at < at) cursor.result.delete();
      cursor.result.continue();
    });
  });
