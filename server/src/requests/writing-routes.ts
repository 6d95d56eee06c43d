import { badField, itemId, type Json } from "@setu/core";
import type { DraftView, NotSent } from "@setu/requests";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "./command.ts";
import { discardDraft, draftKey, listDrafts, parseContent, readDraft, saveDraft } from "./drafts.ts";
import { returnedTo } from "./held.ts";
import { othersPresent, parseDoing, presentAtDesk, sayPresent } from "./presence.ts";
import { projectStale } from "./projection.ts";
import { findByRef } from "./relations.ts";

/** The routes of an officer at work on one request: what is being written, by whom, and what it is called. */
export function writingRoutes(app: Hono<Env>, options: AppOptions, limits: BodyLimits): void {
  const { desk, store, now, events } = options;
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const place = (c: Context<Env>) => ({ officer: officer(c).id, key: draftKey(c.req.param("key") ?? "") });
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");

  app.get("/api/references/:ref", async (c) => {
    const at = desk();
    const found = await store.tx(async (tx) => {
      while ((await projectStale(at, tx)) > 0);
      return findByRef(tx, c.req.param("ref"));
    });
    return c.json(found);
  });

  app.get("/api/drafts", async (c) => {
    const answer: NotSent = await store.tx(async (tx) => ({
      drafts: await listDrafts(tx, store.atRest, officer(c).id),
      returned: await returnedTo(desk(), tx, officer(c)),
    }));
    return c.json(answer);
  });

  app.get("/api/drafts/:key", async (c) =>
    c.json(await store.tx((tx) => readDraft(tx, store.atRest, place(c)))),
  );

  app.put("/api/drafts/:key", async (c) => {
    const fields = strict(await readJson(c, limits), "draft", ["content", "revision"]);
    const content = parseContent(fields["content"]);
    const at = now();
    const saved = { revision: revision(fields["revision"]), content, now: at };
    const made = await store.tx((tx) => saveDraft(tx, store.atRest, place(c), saved));
    const answer: DraftView = { revision: made, at, content: null };
    return c.json(answer);
  });

  app.delete("/api/drafts/:key", async (c) => {
    const seen = revision(Number(queryOf(c, ["revision"])["revision"] ?? "0"));
    await store.tx((tx) => discardDraft(tx, place(c), seen));
    return c.body(null, 204);
  });

  app.get("/api/presence", async (c) =>
    c.json(await store.tx((tx) => presentAtDesk(tx, officer(c).id, now()))),
  );

  app.get("/api/presence/:item", async (c) =>
    c.json(await store.tx((tx) => othersPresent(tx, item(c), officer(c).id, now()))),
  );

  app.post("/api/presence/:item", async (c) => {
    const said = strict(await readJson(c, limits), "presence", ["doing"]);
    const here = { officer: officer(c).id, doing: parseDoing(said["doing"]), now: now() };
    const { changed, others } = await store.tx(async (tx) => ({
      changed: await sayPresent(tx, item(c), here),
      others: await othersPresent(tx, item(c), here.officer, here.now),
    }));
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
