import { isItemAct, itemId, SetuError, type ItemId } from "@setu/core";
import { asksReason, parseTaking, type FileManifest, type FilePages, type Taking } from "@setu/requests";
import type { PartsFileView } from "@setu/requests/subsets.ts";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import type { Log } from "../http/log.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { readBody } from "./bodies.ts";
import type { PgTx } from "../db/pg-store.ts";
import { strict } from "./command.ts";
import { noteHandling } from "./custody.ts";
import type { Desk, Known, Officer } from "./desk.ts";
import { progressOf, readFile } from "./fetching.ts";
import { NOTHING, pageOf, pagesOf, type LookedAt } from "./looking.ts";
import { manifestOf } from "./manifest.ts";
import { reading } from "./reading.ts";
import { scannedFile, scanRefusal } from "./scanning.ts";
import { streamed } from "./streamed.ts";
import { shownParts } from "../subsets/showing.ts";
import { conditionsOn, namedBound } from "../permissions/bound.ts";
import { assertTaken } from "../using/guard.ts";

/** In no frame, with no script, and never anything but a picture. */
const ONLY_PIXELS = "sandbox; default-src 'none'";

/** Routes on which a file is looked at without being opened on the officer's machine, or its original is taken. */
export function fileRoutes(app: Hono<Env>, { desk, log }: AppOptions, limits: BodyLimits): void {
  app.get("/api/requests/:item/files/:a/pages", async (c) => {
    const at = desk();
    const found = await looked(at, c, "look");
    const scan = await scannedFile(at, found.act, found.file);
    if (scanRefusal(scan))
      return c.json({ ...NOTHING, state: "held", reason: `scan-${scan}`, scan } satisfies FilePages);
    const { officer } = c.get("signedIn");
    const pages: FilePages = { ...(await pagesOf(at, found)), scan };
    const subset = pages.state === "working" ? null : await shownParts(at, officer, found);
    if (subset !== null || pages.state === "ready") await note(at, officer, found, "look", null);
    return c.json({ ...pages, ...(subset && { subset }) } satisfies FilePages);
  });

  app.get("/api/requests/:item/files/:a", (c) => originalOf(c, desk(), log, null));

  app.post("/api/requests/:item/files/:a", async (c) =>
    originalOf(
      c,
      desk(),
      log,
      parseTaking(strict(await readJson(c, limits), "taking", ["because", "reason"])),
    ),
  );

  app.get("/api/requests/:item/files/:a/manifest", async (c) => {
    const { officer } = c.get("signedIn");
    const read = { by: officer, item: itemId(c.req.param("item"), "item") };
    return c.json((await readManifest(desk(), read, c.req.param("a"))).manifest);
  });

  app.get("/api/requests/:item/files/:a/pages/:no", async (c) => {
    const at = desk();
    const no = c.req.param("no");
    if (!/^\d{1,3}$/.test(no)) throw new SetuError("NOT_FOUND", "there is no such page");
    const found = await looked(at, c, "look");
    const refusal = scanRefusal(await scannedFile(at, found.act, found.file));
    if (refusal) throw refusal;
    const png = await pageOf(at, found, Number(no));
    c.header("content-type", "image/png");
    c.header("content-security-policy", ONLY_PIXELS);
    return c.body(new Uint8Array(png));
  });
}

/**
 * The original, after it was written down who takes it, and why where that is asked.
 * @param c a route of `:item` and `:a`, somebody signed in
 * @throws NOT_FOUND | QUARANTINED | UNSCANNED | GATES_OPEN | REASON_NEEDED | BUSY
 */
export async function originalOf(
  c: Context<Env>,
  desk: Desk,
  log: Log,
  taking: Taking | null,
): Promise<Response> {
  const found = await looked(desk, c, "download");
  const refusal = scanRefusal(await scannedFile(desk, found.act, found.file));
  if (refusal) throw refusal;
  const { officer } = c.get("signedIn");
  const conditions = await desk.store.tx(async (tx) => {
    await assertTaken(desk, tx, officer.id, found.act);
    return found.act.from === desk.us.party
      ? []
      : conditionsOn(desk, tx, { by: officer.id, matter: found.act.item }, { file: found.file.a });
  });
  if (taking === null) await assertPlain(desk, found);
  const content = readFile(desk, found.act, found.file);
  // The first part decides whether there is an answer at all.
  const first = await content.next();
  await note(desk, officer, found, "take", taking);
  // Never as what the sender says it is, in no frame, with no script: a file of the peer is nobody's page here.
  c.header("content-type", "application/octet-stream");
  c.header("content-disposition", `attachment; filename="${namedBound(found.file.a, conditions)}"`);
  c.header("content-security-policy", ONLY_PIXELS);
  return c.body(streamed(first, content, log));
}

function looked(desk: Desk, c: Context<Env>, action: "look" | "download"): Promise<LookedAt> {
  const read = { by: c.get("signedIn").officer, item: itemId(c.req.param("item"), "item"), action };
  return reading(desk, read, (tx, known) => lookedAt(desk, tx, known, c.req.param("a") ?? ""));
}

function note(
  { ports, store }: Desk,
  { id: by }: Officer,
  { act, file: { a: file } }: LookedAt,
  what: "look" | "take",
  taking: Taking | null,
): Promise<void> {
  const { reason, because } = taking ?? { reason: null, because: null };
  return store.tx((tx) => noteHandling(ports, tx, { what, item: act.item, file, by, reason, because }));
}

/** @throws REASON_NEEDED for a file that the viewer cannot show or warns of | BUSY while it is being looked at */
async function assertPlain(desk: Desk, found: LookedAt): Promise<void> {
  const pages = await pagesOf(desk, found);
  if (pages.state === "working") throw new SetuError("BUSY", "the file is still being looked at; try again");
  if (asksReason(pages)) throw new SetuError("REASON_NEEDED", "this file is taken only for a reason");
}

/**
 * A file of parts as text, where it may be looked at, and that it was looked at beside it; null for any other file.
 * @throws NOT_FOUND | CANNOT_OPEN
 */
export async function lookAtParts(
  desk: Desk,
  officer: Officer,
  found: LookedAt,
): Promise<PartsFileView | null> {
  if (scanRefusal(await scannedFile(desk, found.act, found.file))) return null;
  const parts = await shownParts(desk, officer, found);
  if (parts !== null) await note(desk, officer, found, "look", null);
  return parts;
}

/** Reads what a file is and who had it, with the file. @throws NOT_FOUND | CANNOT_OPEN */
export async function readManifest(
  desk: Desk,
  read: { readonly by: Officer; readonly item: ItemId },
  a: string,
): Promise<{ readonly looked: LookedAt; readonly manifest: FileManifest }> {
  const found = await reading(desk, { ...read, action: "prove" }, async (tx, known, { sight }) => ({
    known,
    officer: sight.officer,
    looked: await lookedAt(desk, tx, known, a),
  }));
  return { looked: found.looked, manifest: await manifestOf(desk, found) };
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
