import { createHash } from "node:crypto";
import { SetuError } from "@setu/core";
import { ownOrigin, SLOT, type ActRow } from "@setu/link";
import type { OfficerFacts } from "@setu/policy";
import type { Custody, FileManifest } from "@setu/requests";
import { reviews } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { handlingsOf } from "./custody.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";
import { readFile } from "./fetching.ts";
import type { LookedAt } from "./looking.ts";

/**
 * What a file is and through whose hands it went. That its content is what the signed act names can be checked by
 * anybody, offline, with the proof of the act: the salt of the commitment is in the manifest. Who looked at it and took it here is
 * this node's own word, in its home log.
 */
// The first entry of ours that covers a position of theirs: with it we said, signed, that we hold it.
const COVER = `SELECT pos, t FROM entry WHERE origin = $1 AND raises AND seen > $2 ORDER BY seen LIMIT 1`;

/** @throws NOT_FOUND | CANNOT_OPEN when the key of the file is not here */
export async function manifestOf(
  desk: Desk,
  {
    looked,
    known,
    officer,
  }: { readonly looked: LookedAt; readonly known: Known; readonly officer: OfficerFacts },
): Promise<FileManifest> {
  const { act, file, claim } = looked;
  const hash = createHash("sha256");
  let size = 0;
  for await (const part of readFile(desk, act, file)) {
    hash.update(part);
    size += part.length;
  }
  const slot = SLOT.attachment + act.att.indexOf(file);
  return desk.store.tx(async (tx) => {
    const row = known.rows.get(rowKey(act.from, act.id));
    const key = (await tx.keys(act.from, [act.id])).find((each) => each.slot === slot);
    if (!row || !key) throw new SetuError("CANNOT_OPEN", "the key of the file is not here");
    const [received, home] = await Promise.all([
      receivedAt(desk, tx, row),
      handlingsOf(desk.ports, tx, known.item, { file: file.a, toReviewer: reviews(officer) }),
    ]);
    const sent: Custody = { what: "sent", at: row.t, by: act.by, log: row.origin, pos: row.pos };
    const opened = known.state.judged.flatMap((each): Custody[] => {
      const evidence = each.act.do === "opened" && each.act.args["ref"] === act.id;
      const place = evidence ? known.rows.get(rowKey(each.party, each.act.id)) : undefined;
      return place
        ? [{ what: "opened", at: each.t, by: each.act.by, log: place.origin, pos: place.pos }]
        : [];
    });
    return {
      v: "setu-manifest/1",
      name: claim.name,
      type: claim.type,
      size,
      sha256: hash.digest("hex"),
      salt: Buffer.from(key.material.subarray(32)).toString("base64url"),
      a: file.a,
      c: file.c,
      n: file.n,
      act: { id: act.id, item: act.item, from: act.from, to: act.to, do: act.do },
      proof: `${act.id}.tlog-proof`,
      custody: [sent, ...received, ...opened, ...home].toSorted((x, y) => x.at - y.at),
      made: { at: desk.ports.world.now(), by: officer.id, party: desk.us.party },
    };
  });
}

/** The receipt: of ours the peer's cosignature, of theirs the entry by which we took it up in our own signed log. */
async function receivedAt(
  { ports: { identity } }: Desk,
  tx: PgTx,
  { origin, pos, act }: ActRow,
): Promise<Custody[]> {
  if (pos === null) return [];
  if (act.from === identity.party) {
    const receipt = await tx.receiptFor(origin, pos);
    return receipt ? [{ what: "received", at: receipt.t, by: act.to, log: origin, pos }] : [];
  }
  const ours = ownOrigin(identity, origin.split("/")[3] ?? "");
  const [cover] = await tx.db.rows<{ pos: number; t: number }>(COVER, [ours, pos]);
  return cover ? [{ what: "received", at: cover.t, by: identity.party, log: ours, pos: cover.pos }] : [];
}
