import { badField, code, instant, itemId, recordId, type Json } from "@setu/core";
import { langOf, MAX, parsePerson } from "@setu/individuals";
import type { Context, Hono } from "hono";
import { parseCommand } from "../desks/parsing.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { consultOwner } from "./consulting.ts";
import { actOnConsultation, consultationView } from "./consultation-view.ts";
import { letterFor } from "./letters.ts";
import { searchCase } from "./searching.ts";
import { isStep, registerCase, stepCase } from "./steps.ts";
import { caseView, registerFor } from "./view.ts";

/** The routes of individuals' requests (`desks/individuals/src/api.ts`). */
export function individualRoutes(
  app: Hono<Env>,
  { desk }: Pick<AppOptions, "desk">,
  limits: BodyLimits,
): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const id = (c: Context<Env>) => recordId(c.req.param("id"), "id");
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");
  const read = async (c: Context<Env>, required: readonly string[]) =>
    strict(await readJson(c, limits), "case", required);

  app.get("/api/individuals", async (c) => c.json(await registerFor(desk(), officer(c))));

  app.post("/api/individuals", async (c) => {
    const fields = await read(c, ["came", "id", "kind", "lang", "person", "received", "text"]);
    await registerCase(desk(), officer(c), {
      id: recordId(fields["id"], "id"),
      kind: code(fields["kind"], "kind"),
      came: code(fields["came"], "came"),
      lang: langOf(fields["lang"]),
      received: instant(fields["received"], "received"),
      person: parsePerson(fields["person"]),
      text: textOf(fields["text"], MAX.asked),
    });
    return c.body(null, 204);
  });

  app.get("/api/individuals/:id", async (c) => c.json(await caseView(desk(), officer(c), id(c))));

  app.post("/api/individuals/:id/acts", async (c) => {
    const fields = await read(c, ["args", "do", "id", "text"]);
    const { args, text } = fields;
    if (args === null || typeof args !== "object" || Array.isArray(args)) throw badField("args", "object");
    const what = code(fields["do"], "do");
    if (!isStep(what)) throw badField("do", "step of a case");
    await stepCase(desk(), officer(c), {
      id: recordId(fields["id"], "id"),
      case: id(c),
      do: what,
      args,
      text: text === null ? null : textOf(text, MAX.text),
    });
    return c.body(null, 204);
  });

  app.post("/api/individuals/:id/search", async (c) => {
    const fields = await read(c, ["id", "q"]);
    const q = textOf(fields["q"], MAX.contact);
    return c.json(await searchCase(desk(), officer(c), { of: id(c), id: recordId(fields["id"], "id"), q }));
  });

  app.post("/api/individuals/:id/consult", async (c) => {
    const fields = await read(c, ["id", "lang", "matter", "text", "until"]);
    const sent = await consultOwner(desk(), officer(c), {
      of: id(c),
      id: recordId(fields["id"], "id"),
      matter: itemId(fields["matter"], "matter"),
      until: instant(fields["until"], "until"),
      text: textOf(fields["text"], MAX.text),
      lang: langOf(fields["lang"]),
    });
    return c.json(sent);
  });

  app.get("/api/individuals/:id/letter", async (c) => {
    const { lang } = queryOf(c, ["lang"]);
    return c.json(await letterFor(desk(), officer(c), id(c), langOf(lang)));
  });

  app.get("/api/consultations/:item", async (c) =>
    c.json(await consultationView(desk(), officer(c), item(c))),
  );

  app.post("/api/consultations/:item/acts", async (c) => {
    const { command } = await read(c, ["command"]);
    return c.json(await actOnConsultation(desk(), officer(c), item(c), parseCommand(command)));
  });
}

function textOf(value: Json | undefined, max: number): string {
  if (typeof value !== "string" || value.length > max) throw badField("text", `text of at most ${max}`);
  return value;
}
