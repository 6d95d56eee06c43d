import { SetuError, type Hash, type Party } from "@setu/core";
import { publicOf, signWith } from "./root-key.ts";
import {
  actHash,
  rootHash,
  signedBytes,
  verifyRecord,
  type Recorded,
  type Root,
  type RootAct,
  type RootState,
} from "./root.ts";

/** When and where a ceremony is held, as the machine finds it. */
export type Occasion = { readonly at: number; readonly offline: boolean };

export type Newcomer = { readonly name: string; readonly secret: Uint8Array };

/** Two of three: one medium that is lost or stolen neither ends the root nor opens it. */
export const THRESHOLD = 2;

const rootOf = (party: Party, holders: readonly Newcomer[]): Root => ({
  party,
  threshold: THRESHOLD,
  holders: holders.map(({ name, secret }) => ({ name, ...publicOf(secret) })),
});

/** Sets up a root; every holder signs. */
export function found(party: Party, holders: readonly Newcomer[], occasion: Occasion): readonly Recorded[] {
  const root = rootOf(party, holders);
  return append(
    [],
    { root, card: null },
    holders.map(({ secret }) => secret),
    occasion,
  );
}

/** The root signs a card. @throws ROOT_REFUSED unless enough of its holders do, USAGE for a key that is none of its */
export const signCard = (
  record: readonly Recorded[],
  card: Hash,
  secrets: readonly Uint8Array[],
  occasion: Occasion,
): readonly Recorded[] => append(record, { root: null, card }, secrets, occasion);

/** Other holders from now on: enough of the old and every new one sign. @throws as `signCard` */
export function changeRoot(
  record: readonly Recorded[],
  holders: readonly Newcomer[],
  secrets: readonly Uint8Array[],
  occasion: Occasion,
): readonly Recorded[] {
  const root = rootOf(verifyRecord(record).root.party, holders);
  return append(record, { root, card: null }, [...secrets, ...holders.map(({ secret }) => secret)], occasion);
}

function append(
  record: readonly Recorded[],
  { root, card }: { readonly root: Root | null; readonly card: Hash | null },
  secrets: readonly Uint8Array[],
  { at, offline }: Occasion,
): readonly Recorded[] {
  const state: RootState | null = record.length > 0 ? verifyRecord(record) : null;
  const next = root ?? state?.root;
  if (!next) throw new SetuError("USAGE", "there is no root yet: setu root make");
  const act: RootAct = {
    no: (state?.no ?? 0) + 1,
    // A clock that went back since the last ceremony must not make a record that nobody takes.
    at: Math.max(at, record.at(-1)?.act.at ?? 0),
    prev: state?.last ?? null,
    offline,
    root: rootHash(next),
    card,
  };
  const places = [state?.root, next].flatMap((each) => (each ? placesIn(each) : []));
  const signatures = secrets.map((secret) => {
    const name = keyName(publicOf(secret).ed25519);
    const place = places.find((each) => each.key === name);
    if (!place) throw new SetuError("USAGE", "one of the keys is of no holder of this root");
    return { root: place.root, holder: place.holder, ...signWith(secret, signedBytes(act)) };
  });
  const longer = [...record, { act, root, signatures }];
  // What nobody would take is not handed out.
  verifyRecord(longer);
  return longer;
}

const keyName = (key: Uint8Array): string => Buffer.from(key).toString("base64");
const placesIn = (root: Root) =>
  root.holders.map(({ ed25519 }, holder) => ({ root: rootHash(root), holder, key: keyName(ed25519) }));

/** Of an act, for whoever compares two papers. */
export const shortHash = (act: RootAct): string => actHash(act).slice(0, 12);
