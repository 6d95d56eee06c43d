import { randomBytes } from "node:crypto";
import { SetuError } from "@setu/core";
import type { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Door, Env } from "../http/app.ts";
import type { Log } from "../http/log.ts";
import type { Kept } from "./oidc.ts";
import { codeOf, onwards, ownPage } from "./onwards.ts";
import type { OidcConfig } from "./config.ts";
import type { Ways } from "./ways.ts";

/**
 * To the identity provider and back. What has to be kept meanwhile is here, sealed and taken once; the browser has the
 * secret to it in a cookie, so that a link of somebody else's making signs nobody in.
 */
type Options = {
  readonly ways: Ways;
  readonly door: Door;
  readonly secure: boolean;
  readonly log: Log;
};

const MAX_QUERY = 4_096;
const MAX_AGE_S = 600;

export function oidcRoutes(app: Hono<Env>, { ways, door, secure, log }: Options): void {
  const { oidc, ceremonies } = ways;
  if (!oidc) return;
  const cookie = secure ? "__Host-setu-arrival" : "setu-arrival";
  // The way back begins at the provider, and a browser brings no strict cookie on it.
  const attributes = { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: MAX_AGE_S } as const;

  app.get("/sign-in/oidc", async (c) => {
    try {
      door.knock(c);
      const { url, ...kept } = await oidc.provider().begin(c.req.query("anew") === "1");
      const secret = randomBytes(32).toString("base64url");
      await ceremonies.begin("oidc", secret, null, { ...kept, next: ownPage(c.req.query("next")) });
      setCookie(c, cookie, secret, attributes);
      return c.redirect(url, 303);
    } catch (error) {
      return onwards(c, `/#refused=${codeOf(error, log)}`);
    }
  });

  app.get("/sign-in/callback", async (c) => {
    const secret = getCookie(c, cookie);
    deleteCookie(c, cookie, attributes);
    try {
      const { search } = new URL(c.req.url);
      if (secret === undefined || search.length > MAX_QUERY) throw stale();
      const kept = (await ceremonies.take("oidc", secret, null)) as unknown as Kept & {
        readonly next: string;
      };
      if (c.req.query("state") !== kept.state) throw stale();
      const { who, acr, authTime, idToken } = await oidc.provider().finish(search, kept);
      const officer = officerOf(oidc.config, who);
      await door.open(c, { officer, way: "oidc", provider: { acr, authTime, idToken } });
      return onwards(c, kept.next);
    } catch (error) {
      return onwards(c, `/#refused=${codeOf(error, log)}`);
    }
  });
}

/** An officer is never made by a claim: who is not in the configuration is nobody. */
function officerOf({ officers }: OidcConfig, who: string): string {
  if (!officers) return who;
  return officers.find(({ is }) => is === who)?.id ?? "";
}

const stale = () => new SetuError("SIGN_IN_STALE", "this sign-in was not begun in this browser, or is over");
