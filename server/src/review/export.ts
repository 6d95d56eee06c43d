import { isSetuError, type Count, type Instant, type Opaque } from "@setu/core";
import { homeOrigin, ownOrigin, peerOrigin, type Ports } from "@setu/link";
import { drawn } from "@setu/link/sample.ts";
import {
  cardPath,
  MANIFEST_PATH,
  manifestBytes,
  openingLine,
  type Manifest,
  type OpeningLine,
  type ReviewLog,
} from "@setu/link/review.ts";
import type { Trust } from "tlog";
import { createHash } from "node:crypto";
import type { PgStore } from "../db/pg-store.ts";
import { formatCard, type Card } from "../keys/card.ts";
import { writeHome } from "../requests/home.ts";
import { putEntries } from "./entries.ts";
import { Folder } from "./folder.ts";
import { answer, type Withheld } from "./openings.ts";
import { HomeSizes, pulsesOf } from "./pulses.ts";
import { receiptsOf, witnessedOf } from "./receipts.ts";

export type ReviewNode = {
  readonly store: PgStore;
  readonly ports: Ports;
  /** Whom this node asks to cosign its logs; absent: nobody. */
  readonly trust?: Trust;
  readonly cards: readonly [own: Card, peer: Card];
  /** C2SP verifier keys of the home log. */
  readonly homeKeys: readonly string[];
};

export type ReviewOptions = {
  /** For whom it is made: an opaque id, which the home log keeps. */
  readonly by: Opaque;
  readonly sample: Manifest["sample"];
  readonly withheld: Withheld;
  /** Hears of each log as it begins. */
  readonly progress?: (origin: string, size: number) => void;
};

type Head = Omit<ReviewLog, "keys"> & { readonly note: string };

/**
 * Writes what a reviewer verifies (link/src/review.ts) into a folder. That it was made stands in the home log before a
 * byte of it leaves. @returns SHA-256 of the manifest, hexadecimal, which names the export
 */
export async function exportReview(
  node: ReviewNode,
  root: string,
  { by, sample, withheld, progress }: ReviewOptions,
): Promise<string> {
  const { store, ports, cards } = node;
  const { identity, world } = ports;
  const folder = new Folder(root);
  await node.store
    .tx((tx) => writeHome(node.ports, tx, "review", { by, drawn: sample?.n ?? 0 }))
    .catch(unlessDamaged);
  const home = await homeHead(node);
  const links = await linkHeads(node);

  // Before the home log is written out: each attestation of something destroyed is an entry of it.
  const answers = new Map<string, OpeningLine[]>();
  for (const { origin, drawn: size } of sample ? [...links, home] : []) {
    const lines: OpeningLine[] = [];
    for (const pos of drawn(sample?.seed ?? "", origin, size, sample?.n ?? 0))
      lines.push(await answer({ store, ports, withheld }, origin, pos));
    answers.set(origin, lines);
  }
  const attested = [...answers.values()]
    .flat()
    .flatMap(({ act, body }) =>
      [act, body].flatMap((part) => (part && "destroyed" in part ? [part.destroyed] : [])),
    );
  for (const pos of attested.toSorted((a, b) => a - b))
    answers.get(home.origin)?.push(await answer({ store, ports, withheld: new Map() }, home.origin, pos));

  for (const card of cards) folder.list(cardPath(card.party), Buffer.from(formatCard(card)));
  const now = { ...(await homeHead(node)), drawn: home.drawn };
  const sizes = await HomeSizes.read(store, home.origin);
  for (const log of [...links, now]) {
    const { origin, size, of } = log;
    progress?.(origin, size);
    await putEntries(store, folder, origin, size);
    folder.list(`${origin}/checkpoint`, Buffer.from(log.note));
    if (of === "own") await folder.lines(`${origin}/receipts`, receiptsOf(store, origin, size));
    if (of === "own") await folder.lines(`${origin}/witnessed`, witnessedOf(node, origin, size));
    const bound = of === "own" ? sizes.again() : null;
    if (of !== "home") await folder.lines(`${origin}/pulses`, pulsesOf(store, origin, size, bound));
    if (sample) await folder.lines(`${origin}/openings`, (answers.get(origin) ?? []).map(openingLine));
  }
  const manifest = manifestBytes({
    party: identity.party,
    peer: identity.peer.party,
    made: world.now() as Instant,
    sample,
    logs: [...links, now].map(({ origin, of, size, drawn }) => ({
      origin,
      of,
      size,
      drawn,
      keys: of === "home" ? node.homeKeys : [],
    })),
    files: folder.listed,
  });
  folder.put(MANIFEST_PATH, manifest);
  return createHash("sha256").update(manifest).digest("hex");
}

/** A home log that somebody has cut takes no entry any more; that is what the reviewer is to see. */
function unlessDamaged(error: unknown): void {
  if (!isSetuError(error, "MONOTONE")) throw error;
}

/**
 * One statement, so that all are of one instant: what a pulse of either side says of the other's log is in the export.
 */
const HEADS = `SELECT origin, 'own' AS of, size, checkpoint FROM own_log WHERE origin = ANY ($1::text[])
  UNION ALL SELECT origin, 'peer', held, checkpoint FROM peer_log WHERE origin = ANY ($2::text[])`;

type HeadRow = Pick<ReviewLog, "origin" | "of" | "size"> & { readonly checkpoint: string };

async function linkHeads({ store, ports: { identity } }: ReviewNode): Promise<readonly Head[]> {
  const own = identity.lanes.map((lane) => ownOrigin(identity, lane));
  const peer = identity.lanes.map((lane) => peerOrigin(identity, lane));
  const rows = await store.tx(({ db }) => db.rows<HeadRow>(HEADS, [own, peer]));
  return [...own, ...peer].flatMap((name): Head[] => {
    const row = rows.find(({ origin, size }) => origin === name && size > 0);
    return row ? [{ origin: name, of: row.of, size: row.size, drawn: row.size, note: row.checkpoint }] : [];
  });
}

async function homeHead({ store, ports: { identity } }: ReviewNode): Promise<Head> {
  const origin = homeOrigin(identity.party, identity.instance);
  const { size, checkpoint } = await store.tx((tx) => tx.own(origin, false));
  return { origin, of: "home", size: size as Count, drawn: size as Count, note: checkpoint };
}
