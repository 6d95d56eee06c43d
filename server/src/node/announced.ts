import { parseAct, parseKeysAct, type KeysAct, type LogAct, type RecordId } from "@setu/core";
import { linkOrigin, ownOrigin, type Identity, type Ports } from "@setu/link";
import { formatVkey, KEY_TYPES, verifierKey, type KeyType, type VerifierKey } from "tlog";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { cardHash, formatCard, parseCard, type Card } from "../keys/card.ts";
import { commitmentOf, followedBy, sameKeys, withFormer } from "../keys/succession.ts";
import { peerCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { put } from "./files.ts";
import { noteKeys } from "./noted-keys.ts";
import { readFollowed, saveFollowed } from "./peer-announced.ts";
import { peerFormer, savePeerFormer } from "./succession.ts";

/**
 * What the peer has announced of its keys becomes its card here once the announcement is applied in every lane: outside
 * the database, so that a database that was restored does not believe the former ones again. They still sign, in each
 * log, until the first head under those that follow them (`KeysInUse.followed`).
 */
const WHOLE = `SELECT said.rotation FROM derived.key_act AS said
  JOIN derived.act AS act ON act.party = said.party AND act.id = said.act
  WHERE said.party = $1 AND said.follows = $2 AND said.rotation <> ALL ($4)
  GROUP BY said.rotation, said.becomes HAVING count(*) = $3 ORDER BY min(act.t), said.rotation LIMIT 4`;
const ACTS = `SELECT act.origin, act.act FROM derived.key_act AS said
  JOIN derived.act AS act ON act.party = said.party AND act.id = said.act
  WHERE said.party = $1 AND said.rotation = $2`;

/** One of them at a look, however many were announced. @returns whether the card of the peer is another now */
export async function heedAnnounced(home: string, store: PgStore, ports: Ports): Promise<boolean> {
  const { identity } = ports;
  const pinned = peerCard(home, loadConfig(home));
  const before = readFollowed(home);
  const found = pinned && (await store.tx((tx) => nextOf(tx, identity, pinned, before.rotations)));
  if (!pinned || !found) return false;
  const { card, rotation } = found;
  // Before it is so: written twice it is not, and whoever dies after this comes here again.
  const follows = commitmentOf(pinned);
  await noteKeys({ store, ports }, "keys-followed", {
    rotation,
    becomes: commitmentOf(card),
    follows,
    card: cardHash(card),
  });
  const pins = card.tls === pinned.tls ? before.pins : [...before.pins, pinned.tls];
  saveFollowed(home, { pins, rotations: before.rotations });
  if (!sameKeys(pinned, card)) {
    const { logs, mirror } = pinned;
    const retired = { logs, mirror, since: null, until: logs.map(() => null) };
    savePeerFormer(home, withFormer(peerFormer(home), retired));
  }
  put(homeFiles(home).peerCard, formatCard(card));
  saveFollowed(home, { pins, rotations: [...before.rotations, rotation] });
  await sayApplied(store, identity);
  return true;
}

/** Whether the peer has announced keys, in every lane that is applied, that are not its card here yet. */
export async function isUnfollowed(home: string, tx: PgTx, identity: Identity): Promise<boolean> {
  const pinned = peerCard(home, loadConfig(home));
  return pinned !== null && (await nextOf(tx, identity, pinned, readFollowed(home).rotations)) !== null;
}

/** The peer waits for our word that its announcement is applied: no later than at once. */
async function sayApplied(store: PgStore, identity: Identity): Promise<void> {
  await store.tx(async (tx) => {
    for (const lane of identity.lanes) {
      const own = await tx.own(ownOrigin(identity, lane), true);
      await tx.saveOwn({ ...own, pulseAt: 0 });
    }
  });
}

type Found = { readonly card: Card; readonly rotation: RecordId };

async function nextOf(
  tx: PgTx,
  { peer, lanes }: Identity,
  pinned: Card,
  followed: readonly RecordId[],
): Promise<Found | null> {
  const asked = [peer.party, commitmentOf(pinned), lanes.length, followed];
  for (const { rotation } of await tx.db.rows<{ rotation: RecordId }>(WHOLE, asked)) {
    const rows = await tx.db.rows<{ origin: string; act: Uint8Array }>(ACTS, [peer.party, rotation]);
    const said = new Map(rows.map(({ origin, act }) => [origin, parseKeysAct(parseAct(act) as LogAct)]));
    const card = cardOf(pinned, said);
    if (card) return { card, rotation };
  }
  return null;
}

/** The pinned card with the announced keys; null when the lanes say different things, and for keys that were followed. */
function cardOf(pinned: Card, said: ReadonlyMap<string, KeysAct>): Card | null {
  const { party, peer, instance, lanes } = pinned;
  const logs = lanes.map((lane) => {
    const origin = linkOrigin(party, peer, lane, instance);
    const each = said.get(origin);
    return each ? keysOf(each.log, origin, KEY_TYPES.ed25519) : [];
  });
  const [any] = said.values();
  if (!any) return null;
  const { becomes, tls, kem } = any;
  const keys = { logs, mirror: keysOf(any.mirror, `${party}/mirror`, KEY_TYPES.cosignature), tls, kem };
  if (commitmentOf(keys) !== becomes || comesBack(pinned, keys)) return null;
  return parseCard(Buffer.from(formatCard(followedBy(pinned, keys))));
}

/** Keys that others have followed would be believed beyond what they had signed by then. */
function comesBack(pinned: Card, keys: Pick<Card, "logs" | "mirror">): boolean {
  const textsOf = ({ logs, mirror }: Pick<Card, "logs" | "mirror">) =>
    [...logs.flat(), ...mirror].map(formatVkey);
  const present = textsOf(pinned);
  const former = new Set((pinned.former ?? []).flatMap(textsOf));
  return textsOf(keys).some((key) => !present.includes(key) && former.has(key));
}

/** Ed25519 in its role, then ML-DSA-44, as the act has them (`LOG_KEYS_BYTES`). */
const keysOf = (bytes: Uint8Array, name: string, type: KeyType): readonly VerifierKey[] => [
  verifierKey(name, type, bytes.slice(0, 32)),
  verifierKey(name, KEY_TYPES.mldsa44, bytes.slice(32)),
];
