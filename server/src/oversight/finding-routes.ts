import { instant, recordId, SetuError, type ItemId, type Json } from "@setu/core";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { HeldSample } from "@setu/requests/findings.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { itemSaid } from "./dossier.ts";
import { findingsIn, holdSample, holdsIn, sayOversight, withinReach } from "./findings.ts";
import { overseeing } from "./overseeing.ts";

const MOST_SAID = 100;

/** Findings and holds (`desks/requests/src/findings.ts`): of reviewers, and of whoever a finding is addressed to. */
export function findingRoutes(app: Hono<Env>, { desk, now }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const read = async (c: Context<Env>, required: readonly string[]) =>
    strict(await readJson(c, limits), "oversight", required);
  const of = (c: Context<Env>) => recordId(c.req.param("id"), "id");

  app.get("/api/oversight/findings", async (c) =>
    c.json(
      await overseeing(desk(), officer(c), { what: "findings" }, async (tx) => {
        const shown = await findingsIn(tx, now(), null);
        return { shown, found: shown.findings.length };
      }),
    ),
  );

  app.post("/api/oversight/findings", async (c) => {
    const { id, item, to, until, text } = await read(c, ["id", "item", "text", "to", "until"]);
    await say(c, "finding", {
      id,
      text,
      item: await matter(c, item),
      args: { to, until: instant(until, "until") },
    });
    return c.body(null, 204);
  });

  app.post("/api/oversight/findings/:id/again", async (c) => {
    const { id, until, text } = await read(c, ["id", "text", "until"]);
    await say(c, "finding-again", { id, text, args: { of: of(c), until: instant(until, "until") } });
    return c.body(null, 204);
  });

  app.post("/api/oversight/findings/:id/close", async (c) => {
    const { id, text } = await read(c, ["id", "text"]);
    await say(c, "finding-close", { id, text, args: { of: of(c) } });
    return c.body(null, 204);
  });

  app.get("/api/findings", async (c) => {
    const at = desk();
    const { id } = officer(c);
    const shown = await at.store.tx(async (tx) => {
      await assertDesk(at, tx, id, "own");
      return findingsIn(tx, now(), id);
    });
    return c.json(await withinReach(at, { id }, shown));
  });

  app.post("/api/findings/:id/answer", async (c) => {
    const { id, text } = await read(c, ["id", "text"]);
    await say(c, "finding-answer", { id, text, args: { of: of(c) } });
    return c.body(null, 204);
  });

  app.get("/api/oversight/holds", async (c) =>
    c.json(
      await overseeing(desk(), officer(c), { what: "holds" }, async (tx) => {
        const shown = await holdsIn(tx);
        return { shown, found: shown.holds.length };
      }),
    ),
  );

  app.post("/api/oversight/holds/sample", async (c) => {
    const { id, items, text } = await read(c, ["id", "items", "text"]);
    if (!Array.isArray(items) || items.length > MOST_SAID)
      throw new SetuError("BAD_FIELD", "the matters of a sample are a list", { detail: { field: "items" } });
    if (typeof text !== "string")
      throw new SetuError("BAD_FIELD", "a text is missing", { detail: { field: "text" } });
    const sample: ItemId[] = [];
    for (const item of items) sample.push(await matter(c, item));
    const held = await holdSample(desk(), officer(c), { id: recordId(id, "id"), items: sample, text });
    return c.json({ held } satisfies HeldSample);
  });

  for (const [path, what] of [
    ["/api/oversight/holds", "hold"],
    ["/api/oversight/holds/end", "hold-end"],
  ] as const)
    app.post(path, async (c) => {
      const { id, item, text } = await read(c, ["id", "item", "text"]);
      await say(c, what, { id, text, item: await matter(c, item), args: {} });
      return c.body(null, 204);
    });

  type Given = {
    readonly id: Json | undefined;
    readonly text: Json | undefined;
    readonly item?: ItemId;
    readonly args: object;
  };

  async function say(c: Context<Env>, what: string, { id, text, item, args }: Given): Promise<void> {
    if (typeof text !== "string")
      throw new SetuError("BAD_FIELD", "a text is missing", { detail: { field: "text" } });
    await sayOversight(desk(), officer(c), {
      do: what,
      id: recordId(id, "id"),
      item: item ?? ("" as ItemId),
      args,
      text,
    });
  }

  /** By reference or id; who does not oversee learns nothing of what is there. @throws FORBIDDEN | NOT_FOUND */
  async function matter(c: Context<Env>, item: Json | undefined): Promise<ItemId> {
    if (typeof item !== "string")
      throw new SetuError("BAD_FIELD", "a matter is missing", { detail: { field: "item" } });
    const at = desk();
    return at.store.tx(async (tx) => {
      await assertDesk(at, tx, officer(c).id, "oversee");
      return itemSaid(tx, item);
    });
  }
}
