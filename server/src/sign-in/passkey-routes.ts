import { createHash } from "node:crypto";
import { badField, SetuError, type Json } from "@setu/core";
import type { Context, Hono } from "hono";
import type { Door, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { officerOfCode, spendCode } from "./enrolment.ts";
import type { Passkeys } from "./passkeys.ts";

type Options = {
  readonly passkeys: Passkeys | null;
  readonly store: Parameters<typeof officerOfCode>[0];
  readonly door: Door;
  readonly now: () => number;
};

/** Before anybody is signed in: with a key, or with the code by which the first key is registered. */
export function arrivalRoutes(app: Hono<Env>, options: Options, limits: BodyLimits): void {
  const { passkeys, store, door, now } = options;
  if (!passkeys) return;
  const fields = async (c: Context<Env>, names: readonly string[]) => {
    door.knock(c);
    return strict(await readJson(c, limits), "proof", names);
  };

  app.post("/api/sign-in/passkey/options", async (c) => {
    await fields(c, []);
    return c.json(await passkeys.challenge("sign-in", null));
  });
  app.post("/api/sign-in/passkey", async (c) => {
    const { assertion } = await fields(c, ["assertion"]);
    const { officer, key } = await passkeys.answered("sign-in", null, assertion);
    return c.json(door.sessionOf(await door.open(c, { officer, way: "passkey", passkey: key })));
  });

  app.post("/api/sign-in/enrol/options", async (c) => {
    const { code } = await fields(c, ["code"]);
    return c.json(await passkeys.registration("enrol", await officerOfCode(store, code, now())));
  });
  app.post("/api/sign-in/enrol", async (c) => {
    const { code, name, registration } = await fields(c, ["code", "name", "registration"]);
    const named = nameOf(name);
    const officer = await officerOfCode(store, code, now());
    const key = await passkeys.register("enrol", officer, named, registration, () =>
      spendCode(store, code, officer, now()),
    );
    return c.json(door.sessionOf(await door.open(c, { officer, way: "passkey", passkey: key })));
  });
}

/** Of an officer who is signed in. */
export function keyRoutes(app: Hono<Env>, { passkeys, door }: Options, limits: BodyLimits): void {
  const required = (): Passkeys => {
    if (!passkeys) throw new SetuError("NOT_FOUND", "this node takes no passkeys");
    return passkeys;
  };
  const officer = (c: Context<Env>) => c.get("signedIn").officer.id;

  app.get("/api/keys", async (c) => c.json(passkeys ? await passkeys.list(officer(c)) : []));
  app.post("/api/keys/options", async (c) => {
    door.checkFresh(c);
    return c.json(await required().registration("register", officer(c)));
  });
  app.post("/api/keys", async (c) => {
    const { name, registration } = strict(await readJson(c, limits), "key", ["name", "registration"]);
    door.checkFresh(c);
    await required().register("register", officer(c), nameOf(name), registration);
    return c.json(await required().list(officer(c)));
  });
  app.put("/api/keys/:key", async (c) => {
    const { name } = strict(await readJson(c, limits), "key", ["name"]);
    await required().rename(officer(c), c.req.param("key"), nameOf(name));
    return c.body(null, 204);
  });
  app.delete("/api/keys/:key", async (c) => {
    door.checkFresh(c);
    const session = createHash("sha256").update(c.get("signedIn").token).digest();
    await required().remove(officer(c), c.req.param("key"), session);
    return c.body(null, 204);
  });

  app.post("/api/session/step-up/options", async (c) => {
    const keys = (await passkeys?.keysOf(officer(c))) ?? [];
    if (keys.length === 0) throw new SetuError("STEP_UP", "there is no key to prove it with: sign in again");
    return c.json(await required().challenge("step-up", officer(c)));
  });
  app.post("/api/session/step-up", async (c) => {
    const { assertion } = strict(await readJson(c, limits), "proof", ["assertion"]);
    const { key } = await required().answered("step-up", officer(c), assertion);
    return c.json(door.sessionOf(await door.renew(c, key)));
  });
}

/** As a person writes it. @throws BAD_FIELD */
export function nameOf(value: Json | undefined): string {
  const name = typeof value === "string" ? value.trim() : "";
  if (name === "" || name.length > 80 || /\p{Cc}/u.test(name)) throw badField("name", "name");
  return name;
}
