import { badField, itemId, type ItemId, type Json } from "@setu/core";
import type { DraftView, NotSent } from "@setu/requests";
import type { Context, Hono } from "hono";
import { askAs, itemsSeen } from "../access/asking-as.ts";
import { assertDesk, assertMay } from "../access/deciding.ts";
import { reviews } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "./command.ts";
import { discardDraft, draftKey, listDrafts, NEW, parseContent, readDraft, saveDraft } from "./drafts.ts";
import { returnedTo } from "./held.ts";
import { othersPresent, parseDoing, presentAtDesk, sayPresent } from "./presence.ts";
import { findByRef } from "./relations.ts";

/** The routes of an officer at work on one request: what is being written, by whom, and what it is called. */
export function writingRoutes(app: Hono<Env>, options: AppOptions, limits: BodyLimits): void {
  const { desk, store, now, events } = options;
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const place = (c: Context<Env>) => ({ officer: officer(c).id, key: draftKey(c.req.param("key") ?? "") });
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");

  app.get("/api/references/:ref", async (c) => {
    const found = await askAs(desk(), officer(c), { action: "list", now: now() }, (tx, { sees }) =>
      findByRef(tx, c.req.param("ref"), sees),
    );
    return c.json(found);
  });

  app.get("/api/drafts", async (c) => {
    const { drafts, returned } = await store.tx(async (tx) => ({
      drafts: await listDrafts(tx, store.atRest, officer(c).id),
      returned: await returnedTo(desk(), tx, officer(c)),
    }));
    // A question that came back is of no item: it was never asked.
    const placed = returned.filter((each) => each.do !== "ask").map(({ item }) => item);
    const keys = [...drafts.map(({ key }) => key).filter((key) => key !== NEW), ...placed];
    const items = keys.map((key) => itemId(key, "item"));
    const seen = await itemsSeen(desk(), officer(c), { items, action: "list" });
    const answer: NotSent = {
      drafts: drafts.filter(({ key }) => key === NEW || seen.has(key)),
      returned: returned.filter((each) => each.do === "ask" || seen.has(each.item)),
    };
    return c.json(answer);
  });

  /** What an officer writes on an item that she does not see any more, or that is not there, is not there either. */
  const draftable = async (tx: PgTx, c: Context<Env>): Promise<void> => {
    const { key } = place(c);
    if (key === NEW) await assertDesk(desk(), tx, officer(c).id, "own");
    else await assertMay(desk(), tx, officer(c).id, { action: "draft", item: key as ItemId });
  };

  app.get("/api/drafts/:key", async (c) =>
    c.json(
      await store.tx(async (tx) => {
        await draftable(tx, c);
        return readDraft(tx, store.atRest, place(c));
      }),
    ),
  );

  app.put("/api/drafts/:key", async (c) => {
    const fields = strict(await readJson(c, limits), "draft", ["content", "revision"]);
    const content = parseContent(fields["content"]);
    const at = now();
    const saved = { revision: revision(fields["revision"]), content, now: at };
    const made = await store.tx(async (tx) => {
      await draftable(tx, c);
      return saveDraft(tx, store.atRest, place(c), saved);
    });
    const answer: DraftView = { revision: made, at, content: null };
    return c.json(answer);
  });

  app.delete("/api/drafts/:key", async (c) => {
    const seen = revision(Number(queryOf(c, ["revision"])["revision"] ?? "0"));
    await store.tx((tx) => discardDraft(tx, place(c), seen));
    return c.body(null, 204);
  });

  app.get("/api/presence", async (c) => {
    const present = await store.tx((tx) => presentAtDesk(tx, officer(c).id, now()));
    const items = present.map((each) => each.item as ItemId);
    const seen = await itemsSeen(desk(), officer(c), { items, action: "list" });
    return c.json(present.filter((each) => seen.has(each.item)));
  });

  app.get("/api/presence/:item", async (c) =>
    c.json(
      await store.tx(async (tx) => {
        await assertMay(desk(), tx, officer(c).id, { action: "list", item: item(c) });
        return othersPresent(tx, item(c), officer(c).id, now());
      }),
    ),
  );

  app.post("/api/presence/:item", async (c) => {
    const said = strict(await readJson(c, limits), "presence", ["doing"]);
    const here = { officer: officer(c).id, doing: parseDoing(said["doing"]), now: now() };
    const { changed, others } = await store.tx(async (tx) => {
      const sight = await assertMay(desk(), tx, here.officer, { action: "list", item: item(c) });
      return {
        changed: !reviews(sight.officer) && (await sayPresent(tx, item(c), here)),
        others: await othersPresent(tx, item(c), here.officer, here.now),
      };
    });
    if (changed) events.send({ kind: "presence", item: item(c) });
    return c.json(others);
  });
}

/** @throws BAD_FIELD */
function revision(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw badField("revision", "revision");
  return value;
}

export const optionalRevision = (value: Json | undefined): number | null =>
  value === undefined ? null : revision(value);
