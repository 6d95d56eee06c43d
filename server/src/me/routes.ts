import { SetuError } from "@setu/core";
import type { LearningView, NewFeed } from "@setu/requests";
import type { Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { Quota, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { feedOf, makeFeed, readFeed, revokeFeed } from "./feed.ts";
import { parseLearning, readLearning, saveLearning } from "./learning.ts";
import {
  parseNotices,
  parsePreferences,
  readPreferences,
  readSettings,
  saveNotices,
  savePreferences,
} from "./preferences.ts";
import { endSession, ownSessions } from "./sessions.ts";

/** The routes of what concerns one officer alone (`desks/requests/src/me.ts`). */
export function meRoutes(
  app: Hono<Env>,
  { store, now, practice = false }: AppOptions,
  limits: BodyLimits,
): void {
  app.get("/api/preferences", async (c) =>
    c.json(await readPreferences(store, c.get("signedIn").officer.id)),
  );
  app.put("/api/preferences", async (c) => {
    const { preferences } = strict(await readJson(c, limits), "preferences", ["preferences"]);
    await savePreferences(store, c.get("signedIn").officer.id, parsePreferences(preferences));
    return c.body(null, 204);
  });

  app.get("/api/learning", async (c) => {
    const learnt = await readLearning(store, c.get("signedIn").officer.id);
    return c.json({ ...learnt, practice } satisfies LearningView);
  });
  app.put("/api/learning", async (c) => {
    const { learning } = strict(await readJson(c, limits), "learning", ["learning"]);
    await saveLearning(store, c.get("signedIn").officer.id, parseLearning(learning));
    return c.body(null, 204);
  });

  app.get("/api/notices/preferences", async (c) =>
    c.json(await readSettings(store, c.get("signedIn").officer.id)),
  );
  app.put("/api/notices/preferences", async (c) => {
    const { id } = c.get("signedIn").officer;
    const chosen = strict(await readJson(c, limits), "preferences", ["notices", "shift"]);
    await saveNotices(store, id, parseNotices(chosen));
    return c.json(await readSettings(store, id));
  });

  app.get("/api/feed", async (c) => c.json(await readFeed(store, c.get("signedIn").officer.id)));
  app.post("/api/feed", async (c) => {
    const token = await makeFeed(store, c.get("signedIn").officer.id, now());
    return c.json({ path: `/feeds/${token}.ics` } satisfies NewFeed);
  });
  app.delete("/api/feed", async (c) => {
    await revokeFeed(store, c.get("signedIn").officer.id);
    return c.body(null, 204);
  });

  app.get("/api/sessions", async (c) => {
    const { officer, token } = c.get("signedIn");
    return c.json(await ownSessions(store, officer.id, token, now()));
  });
  app.delete("/api/sessions/:id", async (c) => {
    await endSession(store, c.get("signedIn").officer.id, c.req.param("id"));
    return c.body(null, 204);
  });
}

/** Calendar programs look every few minutes; one that asks more often waits, and guessing is slow for everybody. */
const RATE = { each: 1 / 10, eachBurst: 6, all: 20, allBurst: 100 };

/** Without a session: who has the address is the officer who was shown it. */
export function feedRoutes(app: Hono<Env>, { desk }: AppOptions): void {
  const each = new Quota(RATE.each, RATE.eachBurst);
  const all = new Quota(RATE.all, RATE.allBurst);
  app.get("/feeds/:file", async (c) => {
    const file = c.req.param("file");
    all.take("feeds");
    each.take(file.slice(0, 64));
    if (!file.endsWith(".ics")) throw new SetuError("NOT_FOUND", "there is nothing here");
    const text = await feedOf(desk(), file.slice(0, -4));
    c.header("content-type", "text/calendar; charset=utf-8");
    c.header("cache-control", "private, no-store");
    return c.body(text);
  });
}
