import { badField, SetuError, type ItemId, type Json } from "@setu/core";
import { INTAKE_FIELDS, NO_FIELDS, PAPER_MAX, type IntakeFields, type IntakePreview } from "@setu/requests";
import type { Hono } from "hono";
import { itemsSeen } from "../access/asking-as.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { bounded, queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { readEml } from "./eml.ts";
import { readFields } from "./fields.ts";
import { readTable } from "./table.ts";
import { fileName } from "./tidy.ts";

/**
 * What came another way, read for a person to look over. Nothing is registered here: that is the act `intake` of the
 * matter's own half (`/api/requests/:item/home`), whose item is named by what was read.
 */
export const MAX_INTAKE_BYTES = 10 * 1024 * 1024;
const MAX_FIELD = 64_000;

const KNOWN = `SELECT DISTINCT item FROM derived.home_act AS act WHERE what = 'intake' AND item = ANY ($1::text[])
  AND NOT EXISTS (SELECT FROM derived.home_act AS later WHERE later.item = act.item AND later.what = 'undo'
    AND later.args ->> 'of' = act.id)`;

export function intakeRoutes(app: Hono<Env>, options: AppOptions, limits: BodyLimits): void {
  const { us, now } = options;
  const desk = () => ({ zone: us.zone.id, now: now() });

  app.post("/api/intake/file", async (c) => {
    const { as, name = "", received = null } = queryOf(c, ["as", "name", "received"]);
    if (as !== "eml" && as !== "csv") throw badField("as", "eml or csv");
    // Each row of a table says when it came.
    if (as === "csv" && received !== null) throw badField("received", "parameter of a table");
    const parts: Uint8Array[] = [];
    for await (const part of bounded(c, MAX_INTAKE_BYTES, 10 * limits.bodyMs)) parts.push(part);
    const [bytes, called] = [Buffer.concat(parts), fileName(name, PAPER_MAX.name)];
    const read = as === "eml" ? readEml(bytes, called, desk(), received) : readTable(bytes, called, desk());
    return c.json(await withKnown(options.desk(), c.get("signedIn").officer, read));
  });

  app.post("/api/intake/fields", async (c) => {
    const { fields } = strict(await readJson(c, limits), "intake", ["fields"]);
    return c.json(readFields(parseFields(fields), desk()));
  });
}

/** What is registered already is said to whoever may read it. */
async function withKnown(desk: Desk, officer: Officer, read: IntakePreview): Promise<IntakePreview> {
  const found = await desk.store.tx((tx) =>
    tx.db.rows<{ item: ItemId }>(KNOWN, [read.rows.map(({ item }) => item)]),
  );
  const items = found.map(({ item }) => item);
  const known = await itemsSeen(desk, officer, { items, action: "list" });
  const mark = <T extends { readonly item: string }>(row: T) => ({ ...row, known: known.has(row.item) });
  if (read.as === "csv") return { ...read, rows: read.rows.map(mark) };
  const [row] = read.rows;
  return { ...read, rows: [mark(row)] };
}

/** Absent is empty. @throws BAD_FIELD | TOO_LARGE */
function parseFields(value: Json | undefined): IntakeFields {
  const given = strict(value, "fields", [], [...INTAKE_FIELDS]);
  for (const [field, text] of Object.entries(given)) {
    if (typeof text !== "string") throw badField(field, "text");
    if (text.length > MAX_FIELD) {
      throw new SetuError("TOO_LARGE", "the text is too long", { detail: { field, max: MAX_FIELD } });
    }
  }
  return { ...NO_FIELDS, ...(given as Partial<IntakeFields>) };
}
