import {
  badField,
  isSetuError,
  itemId,
  party,
  recordId,
  SetuError,
  type ItemId,
  type Json,
} from "@setu/core";
import { isOwnItem, type LinkView, type SendCheck } from "@setu/requests";
import type { Context, Hono } from "hono";
import { assertMay } from "../access/deciding.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { bounded, queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { optionalItem, parseCommand, strict } from "./command.ts";
import { rowKey, type Desk } from "./desk.ts";
import { itemFor, sendCheck } from "./drafting.ts";
import { fileRoutes } from "./file-routes.ts";
import { accept, assertSending, takeBack } from "./held.ts";
import { homeRoutes } from "./home-routes.ts";
import { recordOpened } from "./opened.ts";
import { intakeRoutes } from "../intake/routes.ts";
import { listingRoutes } from "./listing-routes.ts";
import { differingOf } from "./promised.ts";
import { proofOf } from "./proof.ts";
import { reading, readingOwn } from "./reading.ts";
import { scanUploads } from "./scanning.ts";
import { challengeFor } from "./sign-challenge.ts";
import { takenBy } from "./taken.ts";
import { MAX_FILE_BYTES, storeUpload } from "./uploads.ts";
import { viewOf } from "./view.ts";
import { optionalRevision, writingRoutes } from "./writing-routes.ts";
import { conditionsOn, namedBound } from "../permissions/bound.ts";
import { assertTaken } from "../using/guard.ts";

export type Views = { readonly link: LinkView };
/** RFC 9110 token/token: what is said of a file is repeated to browsers, so it is narrow. */
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;

/** The routes of the requests desk (`desks/requests/src/api.ts`). */
export function requestRoutes(app: Hono<Env>, options: AppOptions, limits: BodyLimits): void {
  homeRoutes(app, options, limits);
  intakeRoutes(app, options, limits);
  fileRoutes(app, options, limits);
  listingRoutes(app, options, limits);
  writingRoutes(app, options, limits);
  const { desk, now } = options;
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const signers = { passkeys: options.ways?.passkeys ?? null, cards: options.ways?.cards ?? null };
  const item = (c: Context<Env>): ItemId => itemId(c.req.param("item"), "item");

  app.post("/api/requests/check", async (c) => {
    const asked = strict(await readJson(c, limits), "check", ["command"], ["to", "item"]);
    const command = parseCommand(asked["command"], now());
    const at = desk();
    if (asked["to"] !== undefined && asked["to"] !== at.peer.party)
      throw new SetuError("NOT_LINKED", "no link to that party");
    const known = optionalItem(asked["item"] as string | undefined);
    await scanUploads(at, officer(c), command.files);
    const differing = await differingOf(at, officer(c), command.files);
    const check = await at.store.tx(async (tx) => {
      const by = officer(c).id;
      if (known !== null) await assertMay(at, tx, by, { action: "draft", item: known });
      const stopped = await refusalOf(assertSending(at, tx, by, { item: known, command }));
      const target = itemFor(at, known, command);
      const taken = await refusalOf(takenBy(at, tx, by, { item: known, target, id: command.id }));
      // Judged as under an id that is free: what stands under this one may be an item that she may not know of.
      const id = taken === null ? command.id : freeId(at);
      const found = await sendCheck(at, tx, officer(c), known, { ...command, id });
      const first = [stopped, taken].filter((code) => code !== null);
      return { ...found, refusals: [...first, ...found.refusals] };
    });
    const keys = (await signers.passkeys?.keysOf(officer(c).id))?.length ?? 0;
    const cards = signers.cards?.registered(officer(c).id) ?? 0;
    return c.json({ ...check, differing, keys: keys + cards } satisfies SendCheck);
  });

  const take = async (
    c: Context<Env>,
    target: ItemId | null,
    asked: Json | undefined,
    { draft, assertion }: Readonly<Record<string, Json | undefined>>,
  ) => {
    const at = desk();
    const command = parseCommand(asked, now());
    await scanUploads(at, officer(c), command.files);
    const signature = assertion === undefined ? null : { signers, assertion };
    try {
      return await accept(at, officer(c), target, command, optionalRevision(draft), signature);
    } catch (error) {
      if (isSetuError(error, "KEY_COPIED")) await signers.passkeys?.retire(error);
      throw error;
    }
  };
  app.post("/api/requests/sign", async (c) => {
    const asked = strict(await readJson(c, limits), "sign", ["command"], ["item"]);
    const at = desk();
    const command = parseCommand(asked["command"], now());
    const known = optionalItem(asked["item"] as string | undefined);
    await at.store.tx((tx) => assertSending(at, tx, officer(c).id, { item: known, command }));
    await scanUploads(at, officer(c), command.files);
    return c.json(await challengeFor(at, signers, officer(c), { item: known, command }));
  });
  app.post("/api/requests", async (c) => {
    const asked = strict(await readJson(c, limits), "request", ["command"], ["draft", "assertion"]);
    return c.json(await take(c, null, asked["command"], asked));
  });

  app.post("/api/requests/:item/acts", async (c) => {
    const asked = strict(await readJson(c, limits), "act", ["command"], ["draft", "assertion"]);
    return c.json(await take(c, item(c), asked["command"], asked));
  });

  app.get("/api/requests/:item", async (c) => {
    const at = desk();
    const read = { by: officer(c), item: item(c) };
    if (isOwnItem(read.item)) return c.json(await readingOwn(at, read));
    return c.json(
      await reading(at, read, async (tx, _, { whole, sight, news }) => {
        const view = await viewOf(at, tx, whole, sight);
        return { ...view, news: news(whole) };
      }),
    );
  });

  app.post("/api/requests/:item/opened", async (c) => {
    await recordOpened(desk(), officer(c), item(c));
    return c.body(null, 204);
  });

  app.delete("/api/held/:id", async (c) => {
    const { keep } = queryOf(c, ["keep"]);
    if (keep !== undefined && keep !== "draft") throw badField("keep", "draft");
    await takeBack(desk(), officer(c), recordId(c.req.param("id"), "id"), keep === "draft");
    return c.body(null, 204);
  });

  app.post("/api/uploads", async (c) => {
    const query = queryOf(c, ["name", "type"]);
    const name = query["name"] ?? "";
    const type = query["type"] ?? "";
    if (name === "" || name.length > 200 || /\p{Cc}/u.test(name) || !MEDIA_TYPE.test(type))
      throw new SetuError("BAD_FIELD", "a file has a name and a type");
    const at = desk();
    const content = bounded(c, MAX_FILE_BYTES, 10 * 60_000);
    const upload = await storeUpload(at, officer(c), { name, type }, content);
    await scanUploads(at, officer(c), [upload.id]);
    return c.json(upload);
  });

  app.get("/api/requests/:item/proofs/:id", async (c) => {
    const at = desk();
    const id = recordId(c.req.param("id"), "id");
    const read = { by: officer(c), item: item(c), action: "prove" } as const;
    const witnessed = c.req.query("witnessed") === "yes";
    const body = c.req.query("text") !== "no";
    const { proof, name } = await reading(at, read, async (tx, found) => {
      const proof = await proofOf(at, tx, found, id, { witnessed, body });
      const from = found.rows.has(rowKey(at.us.party, id)) ? at.us.party : at.peer.party;
      await assertTaken(at, tx, read.by.id, { from: party(from, "from"), item: read.item });
      const conditions =
        from === at.us.party
          ? []
          : await conditionsOn(at, tx, { by: read.by.id, matter: read.item }, { record: id });
      return { proof, name: namedBound(id, conditions, ".tlog-proof") };
    });
    c.header("content-disposition", `attachment; filename="${name}"`);
    return c.text(proof);
  });
}

/** @returns the code with which it would be refused; null when it would not */
const freeId = ({ ports: { world } }: Desk) => recordId(Buffer.from(world.random(16)).toString("hex"), "id");

const refusalOf = (asked: Promise<unknown>): Promise<string | null> =>
  asked.then(
    () => null,
    (error: unknown) => {
      if (isSetuError(error)) return error.code;
      throw error;
    },
  );
