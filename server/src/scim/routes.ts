import { isSetuError, SetuError } from "@setu/core";
import { Hono, type Context } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { Clients } from "../clients/clients.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import { queryOf } from "../http/guard.ts";
import { homeLog } from "../requests/home.ts";
import { called, GROUP, saidOf, USER, type ResourceKind } from "./attributes.ts";
import { readBody } from "./body.ts";
import type { Around } from "./deeds.ts";
import { readComparison } from "./filter.ts";
import { changeGroup, findGroups, forgetGroup, openGroup, readGroup, type StoredGroup } from "./groups.ts";
import { patched } from "./patch.ts";
import { configOf, DISCOVERED, listOf, MOST } from "./published.ts";
import { ScimRefusal, scimError } from "./refusal.ts";
import { checkVersion, partOf, shown, versionOf, type Part, type Stored } from "./shown.ts";
import {
  changeUser,
  findUsers,
  forgetUser,
  openUser,
  readUser,
  type StoredUser,
  type Wanted,
} from "./users.ts";
import { membersOf, valuesOf, type Value, type Values } from "./values.ts";
import { faultOf } from "../http/fault.ts";

/**
 * SCIM 2.0 (RFC 7643, RFC 7644) for the directory of a ministry. It signs in as any program does (docs/clients.md) and
 * has a scope of its own; each request asks the policy by one decision. What it may bring about: decision 0017.
 */
export const SCIM = "/scim/v2";
const QUERY = ["attributes", "excludedAttributes", "filter", "startIndex", "count"];
const LONG_QUERY = 1_000;

type Options = Pick<AppOptions, "store" | "desk" | "now" | "log"> & {
  readonly door: Door;
  readonly clients: Clients;
};

type Kept<S extends Stored> = {
  readonly kind: ResourceKind;
  readonly find: (around: Around, wanted: Wanted) => Promise<{ all: number; found: readonly S[] }>;
  readonly read: (around: Around, id: string) => Promise<S>;
  readonly open: (around: Around, values: Values) => Promise<string>;
  /** False where it waits for administrators. */
  readonly change: (around: Around, before: S, values: Values) => Promise<boolean>;
  readonly forget: (around: Around, before: S) => Promise<boolean>;
};

const USERS: Kept<StoredUser> = {
  kind: USER,
  find: ({ desk, tx, by }, wanted) => findUsers(tx, desk.store.atRest, by, wanted),
  read: ({ desk, tx, by }, id) => readUser(tx, desk.store.atRest, by, id),
  open: openUser,
  change: changeUser,
  forget: forgetUser,
};
const GROUPS: Kept<StoredGroup> = {
  kind: GROUP,
  find: ({ tx, by }, wanted) => findGroups(tx, by, wanted),
  read: ({ tx, by }, id) => readGroup(tx, by, id),
  open: openGroup,
  change: changeGroup,
  forget: forgetGroup,
};

export function scimRoutes(app: Hono<Env>, { store, desk, now, log, door, clients }: Options): void {
  const scim = new Hono<Env>();
  const at = (path: string): string => `${clients.origin()}${SCIM}${path}`;

  scim.onError((error, c) => {
    if (!isSetuError(error) && !(error instanceof ScimRefusal))
      log("error", { route: c.req.routePath, ...faultOf(error) });
    return scimError(error);
  });
  // No session and no officer's token: what a browser sends by itself opens nothing here.
  scim.use(async (c, next) => {
    const program = await door.program(c);
    if (program?.way !== "client") throw new SetuError("SIGNED_OUT", "nobody is signed in");
    c.set("signedIn", program);
    await next();
  });

  const look = <T>(c: Context<Env>, work: (around: Around) => Promise<T> | T): Promise<T> =>
    store.tx(async (tx) => {
      const { id, agency } = c.get("signedIn").officer;
      await assertDesk(desk(), tx, id, "provision");
      return work({ desk: desk(), tx, by: { client: id, agency }, now: now() });
    });
  /** The home log is held first, as every command has it; what has to wait is noted before the answer says so. */
  const act = async (c: Context<Env>, work: (around: Around) => Promise<boolean | void>): Promise<void> => {
    const done = await look(c, async (around) => {
      await homeLog(around.desk.ports, around.tx);
      return work(around);
    });
    if (done === false)
      throw new SetuError("OVER_QUOTA", "too many accounts are closed at once: two administrators decide");
  };

  scim.get("/ServiceProviderConfig", async (c) => send(c, await look(c, () => configOf(at))));
  scim.all("/ServiceProviderConfig", notHere);
  for (const [name, all] of Object.entries(DISCOVERED)) {
    scim.get(`/${name}`, async (c) => {
      const found = all(at).map(([, each]) => each);
      return send(c, await look(c, () => listOf(found.length, 1, found)));
    });
    scim.get(`/${name}/:id`, async (c) => {
      const [, found] = await look(c, () => all(at).find(([id]) => id === c.req.param("id")) ?? []);
      if (!found) throw nothingHere();
      return send(c, found);
    });
    scim.all(`/${name}`, notHere);
  }
  serve(USERS);
  serve(GROUPS);
  scim.post("/.search", () => {
    throw new ScimRefusal(null, "one kind of resource is searched at a time", 501);
  });
  scim.all("*", () => {
    throw nothingHere();
  });
  app.route(SCIM, scim);

  function serve<S extends Stored>({ kind, find, read, open, change, forget }: Kept<S>): void {
    const one = (stored: S) => shown(kind, stored, at);
    const asked = (c: Context<Env>) => ({ id: c.req.param("id") ?? "", match: c.req.header("if-match") });
    const answer = async (c: Context<Env>, id: string, part: Part, status: 200 | 201 = 200) => {
      const resource = one(await look(c, (around) => read(around, id)));
      const version = versionOf(resource);
      if (status === 200 && c.req.header("if-none-match") === version) return c.body(null, 304);
      c.header("etag", version);
      if (status === 201) c.header("location", at(`${kind.endpoint}/${id}`));
      return send(c, partOf(resource, kind, part), status);
    };
    const changed = async (c: Context<Env>, values: (before: S) => Values) => {
      const part = partAsked(c);
      const { id, match } = asked(c);
      await act(c, async (around) => {
        const before = await read(around, id);
        checkVersion(one(before), match);
        return change(around, before, values(before));
      });
      return answer(c, id, part);
    };

    scim.get(kind.endpoint, async (c) => {
      const query = queryAsked(c);
      const part = partAsked(c);
      const wanted = wantedOf(kind, query);
      const { all, found } = await look(c, (around) => find(around, wanted));
      return send(
        c,
        listOf(
          all,
          wanted.from + 1,
          found.map((stored) => partOf(one(stored), kind, part)),
        ),
      );
    });
    scim.post(kind.endpoint, async (c) => {
      const part = partAsked(c);
      const values = valuesOf(saidOf(kind), withActive(kind, await readBody(c)));
      let id = "";
      await act(c, async (around) => void (id = await open(around, values)));
      return answer(c, id, part, 201);
    });
    scim.get(`${kind.endpoint}/:id`, async (c) => answer(c, asked(c).id, partAsked(c)));
    scim.put(`${kind.endpoint}/:id`, async (c) => {
      const said = await readBody(c);
      return changed(c, ({ values }) => valuesOf(saidOf(kind), withActive(kind, said, values["active"])));
    });
    scim.patch(`${kind.endpoint}/:id`, async (c) => {
      const said = await readBody(c);
      return changed(c, ({ values }) => patched(kind, values, said));
    });
    scim.delete(`${kind.endpoint}/:id`, async (c) => {
      const { id, match } = asked(c);
      await act(c, async (around) => {
        const before = await read(around, id);
        checkVersion(one(before), match);
        return forget(around, before);
      });
      return c.body(null, 204);
    });
  }
}

/** Where it is not said whether an account is open, it is as it was; a new one is. */
const withActive = (kind: ResourceKind, said: unknown, active: Value = true): unknown =>
  kind === USER && !membersOf(said).has("active") ? { ...(said as object), active } : said;

const send = (c: Context, said: object, status: 200 | 201 = 200): Response =>
  c.body(JSON.stringify(said), status, { "content-type": "application/scim+json" });

const nothingHere = () => new SetuError("NOT_FOUND", "there is nothing here");
const notHere = (): never => {
  throw new ScimRefusal(null, "this can only be read", 405);
};

const queryAsked = (c: Context): Readonly<Record<string, string>> => queryOf(c, QUERY, LONG_QUERY);

/** @throws BAD_FIELD where both are asked for (RFC 7644 section 3.9) */
function partAsked(c: Context): Part {
  const { attributes, excludedAttributes } = queryAsked(c);
  if (attributes !== undefined && excludedAttributes !== undefined)
    throw new SetuError("BAD_FIELD", "attributes and excludedAttributes go not together");
  return { only: attributes?.split(",") ?? null, without: excludedAttributes?.split(",") ?? [] };
}

/** Counted from one (RFC 7644 section 3.4.2.4); less than one is one. @throws BAD_FIELD, ScimRefusal `invalidFilter` */
function wantedOf(
  kind: ResourceKind,
  { filter, startIndex, count }: Readonly<Record<string, string>>,
): Wanted {
  const [from, most] = [whole(startIndex, 1), whole(count, MOST)];
  if (filter === undefined)
    return { by: null, from: Math.max(1, from) - 1, most: Math.min(MOST, Math.max(0, most)) };
  const { name, value } = readComparison(filter, "invalidFilter");
  const short = name.replace(`${kind.schema}:`, "");
  const by = kind.filters.find((each) => called(short)({ name: each }));
  if (by === undefined || typeof value !== "string")
    throw new ScimRefusal("invalidFilter", `only ${kind.filters.join(", ")} are looked for`);
  return { by: { name: by, value }, from: Math.max(1, from) - 1, most: Math.min(MOST, Math.max(0, most)) };
}

function whole(said: string | undefined, otherwise: number): number {
  if (said === undefined) return otherwise;
  if (!/^-?\d{1,9}$/.test(said)) throw new SetuError("BAD_FIELD", "startIndex and count are whole numbers");
  return Number(said);
}
