import { count, recordId } from "@setu/core";
import { gateId } from "@setu/core/gates/index.ts";
import type { Trail, TrailOfficer, TrailRow, VerifierFile } from "@setu/requests/trail.ts";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, type BodyLimits } from "../http/guard.ts";
import { itemOfCase } from "../individuals/cases.ts";
import { overseenCase, overseenCases } from "../individuals/overseen.ts";
import { langOf } from "../pages/address.ts";
import { FORMATS } from "../requests/export.ts";
import { groundsOf } from "./decisions.ts";
import { findingRoutes } from "./finding-routes.ts";
import { statisticsOf } from "./statistics.ts";
import { yearSaid } from "@setu/requests/statistics.ts";
import { overseeing } from "./overseeing.ts";
import { trailSheet } from "./trail-file.ts";
import {
  askedOf,
  countTrail,
  meant,
  parseTrailQuery,
  readTrail,
  trailHead,
  TRAIL_PARAMETERS,
} from "./trail.ts";

const MAX_LINES = 20_000;
const AT_ONCE = 500;
const OFFICERS = `SELECT id, name, agency FROM officer ORDER BY name, id`;
const VERIFIER = "/api/oversight/verifier/setu-verifier.html";

/** What oversight sees (`desks/requests/src/trail.ts`): it changes nothing. */
export function oversightRoutes(app: Hono<Env>, options: AppOptions, limits: BodyLimits): void {
  const { desk, now, verifier = null } = options;
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  findingRoutes(app, options, limits);

  app.get("/api/oversight/trail", async (c) => {
    const { before, ...given } = queryOf(c, TRAIL_PARAMETERS);
    const query = parseTrailQuery(given);
    const from = before === undefined ? Number.MAX_SAFE_INTEGER : count(Number(before), "before");
    const at = desk();
    const asked = { what: "trail", asked: askedOf(query) };
    const trail = await overseeing<Trail>(at, officer(c), asked, async (tx) => {
      const named = await meant(tx, query);
      const { rows, next } = await readTrail(at, tx, named, { before: from });
      const counted = await countTrail(tx, named);
      const head = await trailHead(at, tx);
      return { shown: { rows, next, ...counted, head, now: now() }, found: rows.length };
    });
    return c.json(trail);
  });

  app.get("/api/oversight/trail.csv", async (c) => {
    const { lang, ...given } = queryOf(c, [...TRAIL_PARAMETERS, "lang"]);
    const query = parseTrailQuery(given);
    const at = desk();
    const by = officer(c);
    const asked = { what: "trail-file", asked: askedOf(query) };
    const { rows, cut } = await overseeing(at, by, asked, async (tx) => {
      const named = await meant(tx, query);
      const rows: TrailRow[] = [];
      let before: number | null = Number.MAX_SAFE_INTEGER;
      while (before !== null && rows.length < MAX_LINES) {
        const page = await readTrail(at, tx, named, { before, limit: AT_ONCE });
        rows.push(...page.rows);
        before = page.next;
      }
      return { shown: { rows, cut: before !== null }, found: rows.length };
    });
    const people = await at.store.rows<TrailOfficer>(OFFICERS, []);
    const names = new Map(people.map(({ id, name }) => [id, name]));
    const { type, write } = FORMATS.csv;
    const bytes = await write(trailSheet(rows, { lang: langOf(lang) ?? by.lang, names, cut }));
    const day = new Date(now()).toISOString().slice(0, 10);
    c.header("content-type", type);
    c.header("content-disposition", `attachment; filename="setu-trail-${day}.csv"`);
    return c.body(new Uint8Array(bytes));
  });

  app.get("/api/oversight/grounds", async (c) => {
    const { gate: named, before } = queryOf(c, ["gate", "before"]);
    const gate = gateId(named, "gate");
    const from = before === undefined ? Number.MAX_SAFE_INTEGER : count(Number(before), "before");
    const asked = { what: "grounds", asked: { gate } };
    const grounds = await overseeing(desk(), officer(c), asked, async (tx) => {
      const shown = await groundsOf(tx, gate, from);
      return { shown, found: shown.rows.length };
    });
    return c.json(grounds);
  });

  app.get("/api/oversight/statistics", async (c) => {
    const { year: named } = queryOf(c, ["year"]);
    const year = yearSaid(named ?? String(new Date(now()).getUTCFullYear()));
    const at = desk();
    const asked = { what: "statistics", asked: { year } };
    return c.json(
      await overseeing(at, officer(c), asked, async (tx) => ({
        shown: await statisticsOf(at, tx, year),
        found: 1,
      })),
    );
  });

  app.get("/api/oversight/individuals", async (c) => {
    const at = desk();
    const shown = await overseeing(at, officer(c), { what: "individuals" }, async (tx) => {
      const all = await overseenCases(at, tx, now());
      return { shown: all, found: all.cases.length };
    });
    return c.json(shown);
  });

  app.get("/api/oversight/individuals/:id", async (c) => {
    const at = desk();
    const id = recordId(c.req.param("id"), "id");
    const shown = await overseeing(at, officer(c), { what: "individual" }, async (tx) => ({
      shown: await overseenCase(at, tx, id, now()),
      found: 1,
      item: itemOfCase(id),
    }));
    return c.json(shown);
  });

  app.get("/api/oversight/officers", async (c) => {
    const at = desk();
    const shown = await overseeing(at, officer(c), { what: "officers" }, async (tx) => {
      const rows = await tx.db.rows<TrailOfficer>(OFFICERS, []);
      return { shown: rows, found: rows.length };
    });
    return c.json(shown);
  });

  app.get("/api/oversight/verifier", async (c) => {
    const file = verifier && { sha256: verifier.sha256, bytes: verifier.bytes.length, href: VERIFIER };
    const shown = await overseeing<VerifierFile>(desk(), officer(c), { what: "verifier" }, async () => ({
      shown: { file },
      found: file === null ? 0 : 1,
    }));
    return c.json(shown);
  });

  app.get(VERIFIER, async (c) => {
    await overseeing(desk(), officer(c), { what: "verifier" }, async () => ({ shown: null, found: 1 }));
    if (verifier === null) return c.notFound();
    // Never shown under this node's own address: it is opened from the reviewer's disk.
    c.header("content-type", "application/octet-stream");
    c.header("content-disposition", `attachment; filename="setu-verifier.html"`);
    return c.body(verifier.bytes);
  });
}
