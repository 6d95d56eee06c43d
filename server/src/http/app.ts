import { isSetuError, SetuError } from "@setu/core";
import type { LinkView, NodeInfo, ReadPages, Session, SignedOut, SignInWays } from "@setu/requests";
import { Hono, type Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { accessRoutes } from "../access/routes.ts";
import type { About } from "../admin/machine.ts";
import { adminRoutes } from "../admin/routes.ts";
import { purgeRoutes } from "../disposal/routes.ts";
import { Hearing } from "../access/hearing.ts";
import type { PgStore } from "../db/pg-store.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import type { Clients } from "../clients/clients.ts";
import { clientRoutes } from "../clients/routes.ts";
import { feedRoutes, meRoutes } from "../me/routes.ts";
import { noticeRoutes } from "../notices/routes.ts";
import { oversightRoutes } from "../oversight/routes.ts";
import { noteComing } from "../oversight/coming.ts";
import { Unseen } from "../oversight/unseen.ts";
import type { ServedVerifier } from "../oversight/verifier-file.ts";
import { individualRoutes } from "../individuals/routes.ts";
import { postingRoutes } from "../officers/routes.ts";
import { permissionRoutes } from "../permissions/routes.ts";
import { pageRoutes } from "../pages/routes.ts";
import { dutyRoutes } from "../duty/routes.ts";
import { reasonRoutes } from "../reasons/routes.ts";
import { instrumentRoutes } from "../release/instrument-routes.ts";
import { delegationRoutes } from "../delegations/routes.ts";
import { releaseRoutes } from "../release/routes.ts";
import { suspensionRoutes } from "../suspension/routes.ts";
import { packageRoutes } from "../using/package-routes.ts";
import { usingRoutes } from "../using/routes.ts";
import { requestRoutes } from "../requests/routes.ts";
import { scimRoutes } from "../scim/routes.ts";
import type { Events } from "./events.ts";
import { checkOrigin, knownHost, Quota, readJson, securityHeaders, type BodyLimits } from "./guard.ts";
import type { Log } from "./log.ts";
import { problemResponse } from "./problem.ts";
import { cardRoutes } from "../sign-in/card-routes.ts";
import { certificateRoutes } from "../sign-in/certificate-routes.ts";
import { oidcRoutes } from "../sign-in/oidc-routes.ts";
import { arrivalRoutes, keyRoutes } from "../sign-in/passkey-routes.ts";
import { recoveryRoutes } from "../sign-in/recovery-routes.ts";
import { tokenRoutes } from "../sign-in/token-routes.ts";
import { readToken } from "../sign-in/tokens.ts";
import type { Ways } from "../sign-in/ways.ts";
import { checkCsrf, csrfOf, isProgram, Sessions, type SignedIn } from "./sessions.ts";
import type { Proved, SignIn } from "./sign-in.ts";
import { violationRoutes } from "./violations.ts";
import { faultOf } from "./fault.ts";
import { markFiles } from "./mark-files.ts";

export type AppOptions = {
  readonly store: PgStore;
  readonly us: NodeInfo;
  readonly peer: NodeInfo | null;
  /** @throws NOT_LINKED before the cards have been exchanged */
  readonly desk: () => Desk;
  readonly link: () => Promise<LinkView>;
  readonly events: Events;
  readonly signIn: SignIn;
  /** Absent: only the accounts of `signIn`. */
  readonly ways?: Ways;
  /** Absent: no program signs in by itself. */
  readonly clients?: Clients;
  /** Host names under which this node answers, without port. */
  readonly hosts: readonly string[];
  /** Behind TLS: the cookie gets `Secure` and the `__Host-` prefix. */
  readonly secure: boolean;
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: BodyLimits & { readonly rate: number; readonly burst: number };
  readonly files?: (c: Context) => Response;
  /** What the running process says of itself; absent where no node runs. */
  readonly about?: About;
  /** What reviewers may take from here too; null where it is not built. */
  readonly verifier?: ServedVerifier | null;
  /** Pages without a script; null where the screens are not built. */
  readonly pages?: ReadPages | null;
  /** A demonstration: officers may play the guided scenario on its requests. */
  readonly practice?: boolean;
};

/** `challenge`: what a program that was refused has to do (RFC 9110 section 11.6.1). */
export type Env = {
  Bindings: { readonly proxied?: true; readonly address?: string };
  Variables: { signedIn: SignedIn; challenge?: string };
};

/** Who comes in, and who goes, by whatever way the pages ask. */
export type Door = {
  /** @throws SIGNED_OUT | OVER_QUOTA */
  readonly enter: (c: Context<Env>) => Promise<SignedIn>;
  /**
   * A program with a token of an officer's or of its own, which no browser sends by itself; null: there is none.
   * @throws SIGNED_OUT | OVER_QUOTA, FORBIDDEN when it changes something and may only read
   */
  readonly program: (c: Context<Env>) => Promise<SignedIn | null>;
  /** Whether somebody who came in is still in. */
  readonly stays: (signedIn: SignedIn) => Promise<boolean>;
  /** Who is not signed in asks from our own pages, and not too often. @throws FORBIDDEN | OVER_QUOTA */
  readonly knock: (c: Context<Env>) => void;
  /** Sets the cookie. @throws FORBIDDEN */
  readonly open: (c: Context<Env>, proved: Proved) => Promise<SignedIn>;
  /** The same session under another cookie: somebody has proved anew to be there. @throws SIGNED_OUT */
  readonly renew: (c: Context<Env>, passkey: string) => Promise<SignedIn>;
  /** @throws STEP_UP */
  readonly checkFresh: (c: Context<Env>) => void;
  /** @returns where the browser signs out at the identity provider too; null: nowhere */
  readonly end: (c: Context<Env>) => Promise<string | null>;
  readonly sessionOf: (signedIn: SignedIn) => Session;
};

const LIMITS = { json: 256 * 1024, bodyMs: 30_000, rate: 50, burst: 200 };
/** How many addresses may knock as fast as they may at once; and how much slower one account is opened again and again. */
const MANY = 10;
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Everything an officer's browser, or a program with an officer's session, can ask of this node. */
export function officerApp(options: AppOptions): Hono<Env> {
  const { store, us, peer, now, log, events, signIn, ways, clients, limits = LIMITS } = options;
  const sessions = new Sessions(store, now);
  const hearing = new Hearing(options);
  events.before = (event) => hearing.forget(event);
  const quota = new Quota(limits.rate, limits.burst);
  const knocks = {
    // Who floods the door from one address keeps nobody out who comes from another; behind a proxy all have its own.
    address: new Quota(limits.rate, limits.burst),
    all: new Quota(limits.rate * MANY, limits.burst * MANY),
    account: new Quota(limits.rate / MANY, limits.burst / MANY),
  };
  const unseen = new Unseen(store);
  const coming = noteComing.bind(null, { store, unseen, log });
  const cookie = options.secure ? "__Host-setu-session" : "setu-session";
  const attributes = { path: "/", httpOnly: true, sameSite: "Strict", secure: options.secure } as const;
  const app = new Hono<Env>();

  app.onError((error, c) => {
    if (!isSetuError(error)) log("error", { route: c.req.routePath, ...faultOf(error) });
    return problemResponse(error);
  });
  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    const officer = (c.get("signedIn") as SignedIn | undefined)?.officer.id ?? null;
    if (await unseen.has(officer)) return;
    log("http", {
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      // Who was refused what: a refusal that nobody can look up is no warning.
      ...(isSetuError(c.error) && { code: c.error.code }),
      officer,
      ms: Math.round(performance.now() - began),
    });
  });
  app.use(securityHeaders(options.secure));
  if (us.training) app.use(markFiles);
  app.use(knownHost(new Set(options.hosts)));

  const door: Door = {
    enter: async (c) => {
      const found = await sessions.read(getCookie(c, cookie));
      quota.take(found.officer.id);
      return found;
    },
    program: async (c) => {
      const client = await clients?.program(c);
      if (client) return client;
      const [, token] = /^Bearer (\S{1,100})$/.exec(c.req.header("authorization") ?? "") ?? [];
      if (token === undefined) return null;
      const { officer, writes } = await readToken(store, token, now());
      quota.take(`token ${officer.id}`);
      if (!writes && !SAFE.has(c.req.method)) throw new SetuError("FORBIDDEN", "this token reads only");
      return { officer, token, proved: 0, way: "token" };
    },
    stays: ({ way, token }) =>
      (way === "client"
        ? (clients?.stays(token) ?? Promise.reject(new SetuError("SIGNED_OUT", "nobody is signed in")))
        : way === "token"
          ? readToken(store, token, now())
          : sessions.read(token, false)
      ).then(
        () => true,
        () => false,
      ),
    knock: (c) => {
      checkOrigin(c);
      knocks.address.take(c.env?.address ?? "");
      knocks.all.take("sign-in");
    },
    open: async (c, proved) => {
      knocks.account.take(proved.officer);
      const token = await sessions.begin(proved);
      setCookie(c, cookie, token, attributes);
      await coming("signed-in", { officer: proved.officer, way: proved.way });
      return sessions.read(token);
    },
    renew: async (c, passkey) => {
      const token = await sessions.renew(c.get("signedIn").token, passkey);
      setCookie(c, cookie, token, attributes);
      await coming("proved-again", { officer: c.get("signedIn").officer.id, key: passkey });
      return sessions.read(token);
    },
    checkFresh: (c) => sessions.checkFresh(c.get("signedIn")),
    end: async (c) => {
      const { token, officer } = c.get("signedIn");
      const idToken = await sessions.end(token);
      deleteCookie(c, cookie, attributes);
      await coming("signed-out", { officer: officer.id });
      return idToken === null ? null : ((await ways?.oidc?.provider().leaving(idToken)) ?? null);
    },
    sessionOf: ({ officer, powers = [], token, way }) => ({
      officer,
      powers,
      node: us,
      peer,
      now: now(),
      csrf: csrfOf(token),
      // A program keeps no drafts on an officer's disk.
      draftKey: isProgram({ way }) ? "" : store.atRest.derive(`draft key ${officer.id}`).toString("hex"),
    }),
  };
  const { sessionOf } = door;
  const signedIn = async (c: Context<Env>, next: () => Promise<void>) => {
    const program = await door.program(c);
    const found = program ?? (await door.enter(c));
    if (program === null && !SAFE.has(c.req.method)) {
      checkOrigin(c);
      checkCsrf(found.token, c.req.header("x-setu-csrf"));
    }
    c.set("signedIn", found);
    await next();
  };

  app.get("/api/accounts", (c) => c.json(signIn.accounts()));
  app.post("/api/session", async (c) => {
    door.knock(c);
    const { account } = strict(await readJson(c, limits), "proof", ["account"]);
    return c.json(sessionOf(await door.open(c, signIn.signIn(account))));
  });
  app.get("/api/sign-in", (c) => {
    const { oidc = null, passkeys = null, certificates = null } = ways ?? {};
    const offered = {
      accounts: signIn.accounts(),
      oidc: oidc !== null,
      passkeys: passkeys !== null,
      certificates: certificates !== null,
      ...(us.training && { training: us.training }),
    };
    return c.json(offered satisfies SignInWays);
  });
  const proving = { passkeys: ways?.passkeys ?? null, store, door, now };
  if (ways) oidcRoutes(app, { ways, door, secure: options.secure, log });
  if (ways) certificateRoutes(app, { ways, door, now, log });
  if (clients) clientRoutes(app, clients, log);
  if (clients) scimRoutes(app, { ...options, door, clients });
  arrivalRoutes(app, proving, limits);
  feedRoutes(app, options);
  violationRoutes(app, log);
  app.use("/api/*", signedIn);
  app.get("/api/session", (c) => c.json(sessionOf(c.get("signedIn"))));
  app.delete("/api/session", async (c) => {
    const to = await door.end(c);
    return to === null ? c.body(null, 204) : c.json({ to } satisfies SignedOut);
  });
  keyRoutes(app, proving, limits);
  if (ways) cardRoutes(app, ways, limits);
  tokenRoutes(app, { store, door, now }, limits);
  recoveryRoutes(app, { ...options, door }, limits);
  adminRoutes(app, { ...options, door }, limits);
  purgeRoutes(app, { ...options, door }, limits);
  app.get("/api/link", async (c) => c.json(await options.link()));
  app.get("/api/events", async (c) => {
    const here = c.get("signedIn");
    const began = JSON.stringify(await hearing.standing(here.officer.id));
    return events.stream(c, here.officer.id, async (batch) => {
      if (!(await door.stays(here))) return "signed-out";
      const standing = await hearing.standing(here.officer.id);
      if (JSON.stringify(standing) !== began) return "changed";
      return hearing.audible(standing, batch);
    });
  });
  noticeRoutes(app, options, limits);
  meRoutes(app, options, limits);
  accessRoutes(app, options, limits);
  releaseRoutes(app, options, limits);
  delegationRoutes(app, options, limits);
  postingRoutes(app, options, limits);
  permissionRoutes(app, options, limits);
  individualRoutes(app, options, limits);
  dutyRoutes(app, options, limits);
  reasonRoutes(app, options, limits);
  oversightRoutes(app, options, limits);
  usingRoutes(app, options, limits);
  packageRoutes(app, options, limits);
  suspensionRoutes(app, { ...options, door }, limits);
  instrumentRoutes(app, options);
  requestRoutes(app, options, limits);
  const { files, pages } = options;
  if (pages) pageRoutes(app, { ...options, pages }, limits, door);
  app.all("/api/*", () => {
    throw new SetuError("NOT_FOUND", "there is nothing here");
  });
  if (files) app.get("*", (c) => files(c));
  app.notFound(() => problemResponse(new SetuError("NOT_FOUND", "there is nothing here")));
  return app;
}
