import { MAX_PACKAGE_BYTES } from "@setu/link/mla.ts";
import { badField, itemId, isSetuError, recordId, SetuError } from "@setu/core";
import { parseTaking, READ, type Lang, type ReadPage, type ReadPages, type Reader } from "@setu/requests";
import { parseReason } from "@setu/requests/reasons.ts";
import { Hono, type Context } from "hono";
import type { ContentfulStatusCode as Status } from "hono/utils/http-status";
import { askAs } from "../access/asking-as.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import { checkOrigin, queryOf, type BodyLimits } from "../http/guard.ts";
import { CUTS, problemOf } from "../http/problem.ts";
import { checkCsrf, type SignedIn } from "../http/sessions.ts";
import { readPreferences } from "../me/preferences.ts";
import { giveReason } from "../reasons/giving.ts";
import { askList, askSearch } from "../requests/asking.ts";
import { originalOf } from "../requests/file-routes.ts";
import { LIST_PARAMETERS, parseListQuery } from "../requests/listing-query.ts";
import { pictureOf } from "../requests/picture.ts";
import { dossierOf, itemSaid } from "../oversight/dossier.ts";
import { overseeing } from "../oversight/overseeing.ts";
import { onwards } from "../sign-in/onwards.ts";
import { packagePage } from "../using/package-page.ts";
import { suspensionsFor } from "../suspension/routes.ts";
import { waitingFor } from "../suspension/waiting.ts";
import { acceptedLang, addressOf, langOf, pageAfter, reasonFor, strayOf } from "./address.ts";
import { readFileForm, readForm } from "./form.ts";
import { manifestPage, noticesPage, officerNames, requestPage } from "./looking-up.ts";
import { headersFor } from "./policy.ts";
import { releasePage, releasesPage } from "./releases.ts";
import { faultOf } from "../http/fault.ts";

/** The lists by the names of their pages, as the screens have them: what is open, in the order of the clock. */
const VIEWS = ["inbox", "sent", "all"] as const;
/** Whoever sits down is shown first what is hers and what nobody has, as on the screens. */
const OPENS: { readonly [view in (typeof VIEWS)[number]]?: { readonly who: string } } = {
  inbox: { who: "mine-or-unassigned" },
};
const FILTERS = LIST_PARAMETERS.filter((name) => name !== "view");

/**
 * The pages that need no script (`desks/requests/src/read-pages.ts`): the same session, the same right to read and the
 * same entries in the home log as behind `/api`. They change nothing but the session;
 * an original is taken by a form, because its reason belongs into no address.
 */
export function pageRoutes(
  app: Hono<Env>,
  options: AppOptions & { readonly pages: ReadPages },
  limits: BodyLimits,
  door: Door,
): void {
  const { store, us, desk, now, log, signIn } = options;
  const headers = headersFor(options.pages.style);
  const pages = new Hono<Env>();

  const show = async (c: Context<Env>, page: ReadPage, at = now(), status: Status = 200) => {
    const reader = await readerOf(c, c.get("signedIn") ?? null, at);
    return c.html(options.pages.render(page, reader), status, headers);
  };
  const readerOf = async (c: Context<Env>, signedIn: SignedIn | null, at: number): Promise<Reader> => {
    const officer = signedIn?.officer ?? null;
    const asked = langOf(c.req.query("lang"));
    const [kept, names] = await Promise.all([
      officer && readPreferences(store, officer.id),
      officer ? officerNames(store) : new Map<string, string>(),
    ]);
    const lang: Lang = asked ?? kept?.lang ?? officer?.lang ?? acceptedLang(c.req.header("accept-language"));
    return {
      node: us,
      session: signedIn && { ...door.sessionOf(signedIn), now: at },
      lang,
      asked,
      zone: kept?.zone ?? null,
      names,
      address: addressOf(c),
      now: at,
    };
  };

  pages.onError(async (error, c: Context<Env>) => {
    if (isSetuError(error, "SIGNED_OUT") && c.req.method === "GET") {
      return c.redirect(`${READ}/sign-in?next=${encodeURIComponent(pageAfter(addressOf(c)))}`, 303);
    }
    const wanted = reasonFor(error, c);
    if (wanted !== null) return show(c, wanted, now(), 409);
    if (!isSetuError(error)) log("error", { route: c.req.routePath, ...faultOf(error) });
    const { code, status } = problemOf(error);
    if (CUTS.has(code)) c.header("connection", "close");
    const stray = c.req.method === "GET" ? strayOf(error, addressOf(c)) : null;
    return show(c, { kind: "refused", code, stray }, now(), status as Status);
  });

  pages.get("/sign-in", (c) => {
    const { next } = queryOf(c, ["next", "lang"], 2_000);
    return show(c, {
      kind: "sign-in",
      accounts: signIn.accounts(),
      oidc: (options.ways?.oidc ?? null) !== null,
      next: pageAfter(next),
    });
  });

  pages.post("/sign-in", async (c) => {
    door.knock(c);
    const { account, next } = await readForm(c, limits, ["account", "next"]);
    await door.open(c, signIn.signIn(account));
    return c.redirect(pageAfter(next), 303);
  });

  // For whoever cannot sign in too.
  pages.get("/accessibility", (c) => {
    queryOf(c, ["lang"]);
    return show(c, { kind: "accessibility" });
  });

  pages.use(async (c, next) => {
    // What a browser fetches on a guess nobody has opened, and it must not be written down as if somebody had.
    if (c.req.header("sec-purpose")?.includes("prefetch") === true)
      throw new SetuError("FORBIDDEN", "nobody has asked for this page yet");
    c.set("signedIn", await door.enter(c));
    await next();
  });

  pages.post("/sign-out", async (c) => {
    const { csrf } = await readForm(c, limits, ["csrf"]);
    checkOrigin(c);
    checkCsrf(c.get("signedIn").token, csrf);
    const to = await door.end(c);
    return to === null ? c.redirect(`${READ}/sign-in`, 303) : onwards(c, to);
  });

  pages.get("/", (c) => c.redirect(`${READ}/inbox`, 302));

  for (const view of VIEWS) {
    pages.get(`/${view}`, async (c) => {
      const { lang: _lang, ...given } = queryOf(c, [...FILTERS, "lang"]);
      const query: Readonly<Record<string, string>> = {
        state: "open",
        sort: "due",
        ...OPENS[view],
        ...given,
      };
      const at = now();
      const list = await askList(desk(), c.get("signedIn").officer, parseListQuery({ ...query, view }), at);
      return show(c, { kind: "list", view, query, list }, at);
    });
  }

  pages.get("/search", async (c) => {
    const { q = "", after = null } = queryOf(c, ["q", "after", "lang"]);
    const at = now();
    const result =
      q.trim() === "" ? null : await askSearch(desk(), c.get("signedIn").officer, { q, after }, at);
    return show(c, { kind: "search", q, result }, at);
  });

  pages.get("/notices", async (c) => {
    const { after = String(Number.MAX_SAFE_INTEGER) } = queryOf(c, ["after", "lang"]);
    if (!/^\d{1,16}$/.test(after)) throw badField("after", "number");
    const { officer } = c.get("signedIn");
    const at = now();
    return show(c, await noticesPage(desk, store, officer, { before: Number(after), now: at }), at);
  });

  pages.get("/picture", async (c) => {
    queryOf(c, ["lang"]);
    const at = now();
    const { officer } = c.get("signedIn");
    const [picture, link] = await Promise.all([
      askAs(desk(), officer, { action: "list", now: at }, pictureOf),
      options.link(),
    ]);
    return show(c, { kind: "picture", picture, link }, at);
  });

  pages.get("/link", async (c) => {
    queryOf(c, ["lang"]);
    return show(c, { kind: "link", view: await options.link() });
  });

  pages.get("/suspensions", async (c) => {
    queryOf(c, ["lang"]);
    const { officer } = c.get("signedIn");
    const [all, waiting] = await Promise.all([suspensionsFor(desk(), officer), waitingFor(desk(), officer)]);
    return show(c, { kind: "suspensions", all, waiting }, all.now);
  });

  pages.get("/releases", async (c) => {
    queryOf(c, ["lang"]);
    return show(c, await releasesPage(desk(), c.get("signedIn").officer));
  });

  pages.get("/releases/:item/:id", async (c) => {
    queryOf(c, ["lang"]);
    const [item, id] = [itemId(c.req.param("item"), "item"), recordId(c.req.param("id"), "id")];
    return show(c, await releasePage(desk(), c.get("signedIn").officer, item, id));
  });

  pages.get("/oversight/:item", async (c) => {
    queryOf(c, ["lang"]);
    const at = desk();
    const by = c.get("signedIn").officer;
    const said = c.req.param("item");
    const found = await overseeing(at, by, { what: "dossier" }, async (tx) => {
      const item = await itemSaid(tx, said);
      return { shown: await dossierOf(at, tx, by, item), found: 1, item };
    });
    return show(c, { kind: "dossier", ...found });
  });

  pages.get("/requests/:item", async (c) => {
    queryOf(c, ["lang"]);
    const at = now();
    const item = itemId(c.req.param("item"), "item");
    return show(c, await requestPage(desk(), c.get("signedIn").officer, item), at);
  });

  pages.get("/requests/:item/files/:a", async (c) => {
    queryOf(c, ["lang"]);
    const item = itemId(c.req.param("item"), "item");
    return show(c, await manifestPage(desk(), c.get("signedIn").officer, item, c.req.param("a")));
  });

  pages.get("/requests/:item/assistance", async (c) => {
    queryOf(c, ["lang"]);
    const item = itemId(c.req.param("item"), "item");
    return show(c, await packagePage(desk(), c.get("signedIn").officer, item, null));
  });

  // The file comes with the question, and is not kept.
  pages.post("/requests/:item/assistance", async (c) => {
    queryOf(c, ["lang"]);
    const { csrf, file } = await readFileForm(c, limits, MAX_PACKAGE_BYTES);
    checkOrigin(c);
    checkCsrf(c.get("signedIn").token, csrf);
    const item = itemId(c.req.param("item"), "item");
    return show(c, await packagePage(desk(), c.get("signedIn").officer, item, file));
  });

  pages.post("/requests/:item/reason", async (c) => {
    queryOf(c, ["lang"]);
    const { csrf, next, ...told } = await readForm(c, limits, ["code", "csrf", "next", "verb", "why"]);
    checkOrigin(c);
    checkCsrf(c.get("signedIn").token, csrf);
    const item = itemId(c.req.param("item"), "item");
    await giveReason(desk(), c.get("signedIn").officer, { ...parseReason(told, now()), item });
    return c.redirect(pageAfter(next), 303);
  });

  pages.post("/requests/:item/files/:a", async (c) => {
    queryOf(c, ["lang"]);
    const { csrf, ...told } = await readForm(c, limits, ["because", "csrf", "reason"]);
    checkOrigin(c);
    checkCsrf(c.get("signedIn").token, csrf);
    return originalOf(c, desk(), log, parseTaking(told));
  });

  pages.all("*", () => {
    throw new SetuError("NOT_FOUND", "there is nothing here");
  });
  app.route(READ, pages);
  // Where the printable page stood before: addresses are kept in files.
  app.get("/print/requests/:item", (c) => c.redirect(addressOf(c).replace("/print", READ), 301));
}
