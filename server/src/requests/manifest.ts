import { createHash } from "node:crypto";
import { SetuError, type ItemId } from "@setu/core";
import { homeOrigin, openAct, SLOT, storedLeaf } from "@setu/link";
import type { Custody, FileManifest } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";
import { readFile } from "./fetching.ts";
import { HOME } from "./home.ts";
import type { LookedAt } from "./looking.ts";

/**
 * What a file is and through whose hands it went. That its content is what the signed act names can be checked by
 * anybody, offline, with the proof of the act: the salt of the commitment is in the manifest. Who looked at it and took it here is
 * this node's own word, in its home log.
 */
const BATCH = 256;
// Nobody looks at a file before it is there; `t` never decreases along a log.
const FIRST = `SELECT min(pos) AS pos FROM entry WHERE origin = $1 AND t >= $2`;
const HANDLED: ReadonlySet<string> = new Set(["look", "take"]);

/** @throws NOT_FOUND | CANNOT_OPEN when the key of the file is not here */
export async function manifestOf(
  desk: Desk,
  { looked, known, officer }: { readonly looked: LookedAt; readonly known: Known; readonly officer: string },
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
    const [receipt, home] = await Promise.all([
      row.pos === null ? null : tx.receiptFor(row.origin, row.pos),
      handled(desk, tx, { item: known.item, a: file.a, from: row.t }),
    ]);
    const sent: Custody = { what: "sent", at: row.t, by: act.by, log: row.origin, pos: row.pos };
    const opened = known.state.judged.flatMap((each): Custody[] => {
      const evidence = each.act.do === "opened" && each.act.args["ref"] === act.id;
      const place = evidence ? known.rows.get(rowKey(each.party, each.act.id)) : undefined;
      return place
        ? [{ what: "opened", at: each.t, by: each.act.by, log: place.origin, pos: place.pos }]
        : [];
    });
    const received: Custody[] = receipt
      ? [{ what: "received", at: receipt.t, by: act.to, log: row.origin, pos: row.pos }]
      : [];
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
      made: { at: desk.ports.world.now(), by: officer, party: desk.us.party },
    };
  });
}

type Asked = { readonly item: ItemId; readonly a: string; readonly from: number };

/** Who looked at it and took it, by the home log: read from the day the file was sent. */
async function handled({ ports }: Desk, tx: PgTx, { item, a, from }: Asked): Promise<Custody[]> {
  const { party, instance } = ports.identity;
  const log = homeOrigin(party, instance);
  const { size } = await tx.own(log, false);
  const [first] = await tx.db.rows<{ pos: number | null }>(FIRST, [log, from]);
  const found: Custody[] = [];
  for (let at = first?.pos ?? size; at < size; at += BATCH) {
    const entries = await tx.entries(log, at, Math.min(size, at + BATCH));
    const ids = entries.flatMap(({ id }) => id ?? []);
    const keys = new Map(
      (await tx.keys(party, ids)).filter((key) => key.slot === SLOT.act).map((key) => [key.id, key]),
    );
    for (const [i, entry] of entries.entries()) {
      const key = entry.id === null ? undefined : keys.get(entry.id);
      if (!key) continue;
      const { act } = openAct(ports.crypto, storedLeaf(entry), key, entry.act);
      const { args } = act;
      if (act.wf !== HOME || !HANDLED.has(act.do) || args["item"] !== item || args["file"] !== a) continue;
      found.push({
        what: act.do === "look" ? "looked" : "taken",
        at: entry.t,
        by: String(args["by"]),
        log,
        pos: at + i,
      });
    }
  }
  return found;
}
