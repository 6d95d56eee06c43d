import { isItemAct, itemId, SetuError, type ItemId } from "@setu/core";
import type { FileManifest, FilePages } from "@setu/requests";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readBody } from "./bodies.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Known, Officer } from "./desk.ts";
import { progressOf } from "./fetching.ts";
import { writeHome } from "./home.ts";
import { NOTHING, pageOf, pagesOf, type LookedAt } from "./looking.ts";
import { manifestOf } from "./manifest.ts";
import { reading } from "./reading.ts";
import { scannedFile, scanRefusal } from "./scanning.ts";

/** In no frame, with no script, and never anything but a picture. */
const ONLY_PIXELS = "sandbox; default-src 'none'";

/** Routes on which a file is looked at without being opened on the officer's machine. */
export function fileRoutes(app: Hono<Env>, { desk }: AppOptions): void {
  const looked = (at: Desk, c: Context<Env>): Promise<LookedAt> => {
    const item: ItemId = itemId(c.req.param("item"), "item");
    const read = { by: c.get("signedIn").officer, item };
    return reading(at, read, (tx, known) => lookedAt(at, tx, known, c.req.param("a") ?? ""));
  };

  app.get("/api/requests/:item/files/:a/pages", async (c) => {
    const at = desk();
    const found = await looked(at, c);
    const scan = await scannedFile(at, found.act, found.file);
    const pages: FilePages = scanRefusal(scan)
      ? { ...NOTHING, state: "held", reason: `scan-${scan}`, scan }
      : { ...(await pagesOf(at, found)), scan };
    if (pages.state === "ready") await noteHandling(at, "look", c, found);
    return c.json(pages);
  });

  app.get("/api/requests/:item/files/:a/manifest", async (c) => {
    const { officer } = c.get("signedIn");
    const read = { by: officer, item: itemId(c.req.param("item"), "item") };
    return c.json((await readManifest(desk(), read, c.req.param("a"))).manifest);
  });

  app.get("/api/requests/:item/files/:a/pages/:no", async (c) => {
    const at = desk();
    const no = c.req.param("no");
    if (!/^\d{1,3}$/.test(no)) throw new SetuError("NOT_FOUND", "there is no such page");
    const found = await looked(at, c);
    const refusal = scanRefusal(await scannedFile(at, found.act, found.file));
    if (refusal) throw refusal;
    const png = await pageOf(at, found, Number(no));
    c.header("content-type", "image/png");
    c.header("content-security-policy", ONLY_PIXELS);
    return c.body(new Uint8Array(png));
  });
}

/** Reads what a file is and who had it, with the file. @throws NOT_FOUND | CANNOT_OPEN */
export async function readManifest(
  desk: Desk,
  read: { readonly by: Officer; readonly item: ItemId },
  a: string,
): Promise<{ readonly looked: LookedAt; readonly manifest: FileManifest }> {
  const found = await reading(desk, read, async (tx, known) => ({
    known,
    looked: await lookedAt(desk, tx, known, a),
  }));
  return { looked: found.looked, manifest: await manifestOf(desk, { ...found, officer: read.by.id }) };
}

/** Who looked at a file or took it, before a byte of it leaves: the chain of custody (`manifest.ts`). */
export async function noteHandling(
  desk: Desk,
  what: "look" | "take",
  c: Context<Env>,
  { act, file }: Pick<LookedAt, "act" | "file">,
): Promise<void> {
  const by = c.get("signedIn").officer.id;
  await desk.store.tx((tx) => writeHome(desk.ports, tx, what, { by, item: act.item, file: file.a }));
}

async function lookedAt(desk: Desk, tx: PgTx, { rows }: Known, a: string): Promise<LookedAt> {
  for (const row of rows.values()) {
    const { act } = row;
    const file = isItemAct(act) ? act.att.find((each) => each.a === a) : undefined;
    if (!file || !isItemAct(act)) continue;
    const { have, all } = await progressOf(desk, tx, act, file);
    if (have < all) throw new SetuError("NOT_FOUND", "the file is not whole here");
    const { body } = await readBody(desk, tx, row);
    const named = body?.files.find((each) => each.a === a);
    return { act, file, claim: { name: named?.name ?? "", type: named?.type ?? "" } };
  }
  throw new SetuError("NOT_FOUND", "there is no such file");
}
