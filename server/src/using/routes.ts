import { isDeepStrictEqual } from "node:util";
import { itemId, recordId, SetuError } from "@setu/core";
import { USES } from "@setu/requests/using.ts";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { isProgram } from "../http/sessions.ts";
import { braking } from "../reasons/brake.ts";
import { answerArgs, sameSubject } from "../release/answer-args.ts";
import { parseSaid, text } from "../release/parsing.ts";
import { forbidden } from "../release/rules.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { assertLeave, leaveArgs, leaveIn, parseLeave } from "./leave.ts";
import { asksGates, gatesOpen, intendUse, judgeUseOf, onUse } from "./uses.ts";
import { useView, usesOf } from "./view.ts";

/** The routes of what is done here with what came (`desks/requests/src/using-api.ts`): none of it leaves this node. */
export function usingRoutes(app: Hono<Env>, { desk }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const id = (c: Context<Env>) => recordId(c.req.param("id"), "id");
  const read = async (c: Context<Env>, required: readonly string[], optional: readonly string[] = []) =>
    strict(await readJson(c, limits), "use", required, optional);
  /** A gate asks a person; a token that a program holds is nobody's word. */
  const byHand = (c: Context<Env>): Desk => {
    if (isProgram(c.get("signedIn"))) throw new SetuError("FORBIDDEN", "a program answers no gate");
    return desk();
  };
  const shown = (c: Context<Env>, use: string) =>
    braking(
      desk(),
      officer(c).id,
      "open",
      desk().store.tx((tx) => useView(desk(), tx, officer(c), use)),
    );

  app.get("/api/requests/:item/uses", async (c) => {
    const item = itemId(c.req.param("item"), "item");
    return c.json(await usesOf(desk(), officer(c), item));
  });

  app.post("/api/requests/:item/uses", async (c) => {
    const item = itemId(c.req.param("item"), "item");
    const fields = await read(c, ["id", "kind", "text"], ["leave"]);
    const kind = USES.find((each) => each === fields["kind"]);
    if (!kind)
      throw new SetuError("UNKNOWN_CODE", "kind is not a code of its list", { detail: { field: "kind" } });
    const use = recordId(fields["id"], "id");
    const leave = parseLeave(desk(), kind, fields["leave"]);
    await intendUse(desk(), officer(c), { id: use, item, kind, why: text(fields["text"], "text"), leave });
    return c.json(await shown(c, use));
  });

  app.get("/api/uses/:id", async (c) => c.json(await shown(c, id(c))));

  app.post("/api/uses/:id/gate", async (c) => {
    const at = byHand(c);
    const said = parseSaid((await read(c, ["answer"]))["answer"]);
    await onUse(at, officer(c), id(c), async (tx, use, say) => {
      if (!(await asksGates(at, tx, use.item))) throw new SetuError("ILLEGAL", "no gate is asked of this");
      const { scope } = await judgeUseOf(at, tx, use);
      const { args, text: words } = answerArgs(at.release, "using", scope, said);
      await say("gate", args, words);
    });
    return c.body(null, 204);
  });

  app.post("/api/uses/:id/again", async (c) => {
    const at = byHand(c);
    const { answer, subject } = await read(c, ["answer", "subject"]);
    const [again, of] = [recordId(answer, "answer"), sameSubject(text(subject, "subject"))];
    await onUse(at, officer(c), id(c), async (tx, use, say) => {
      const { answers } = await judgeUseOf(at, tx, use);
      if (!answers.some((each) => each.id === again))
        throw new SetuError("NOT_FOUND", "there is no such answer in this matter");
      await say("use-again", { answer: again }, of);
    });
    return c.body(null, 204);
  });

  app.post("/api/uses/:id/done", async (c) => {
    await read(c, []);
    const at = byHand(c);
    await onUse(at, officer(c), id(c), async (tx, use, say) => {
      if (use.part.by !== officer(c).id) throw forbidden("draft", "own-draft");
      const { judgement } = await judgeUseOf(at, tx, use);
      if ((await asksGates(at, tx, use.item)) && judgement.outcome !== "released")
        throw gatesOpen(use.part.kind, judgement);
      const { item, part } = use;
      // The leave may have ended since it was intended: the instant is the one that is written down.
      const used = await say("used");
      const leave = leaveIn(at, part.kind, part.leave);
      const rests = await assertLeave(at, tx, { item, kind: part.kind, leave, at: used.at });
      // What it was meant to rest on may have ended, and other leave begun, under other conditions.
      const now = leave && leaveArgs(leave, rests);
      if (now && !isDeepStrictEqual(now["leave"], part.leave?.["leave"])) await say("use-leave", now);
    });
    return c.body(null, 204);
  });

  app.post("/api/uses/:id/drop", async (c) => {
    await read(c, []);
    await onUse(desk(), officer(c), id(c), async (_tx, use, say) => {
      if (use.part.by !== officer(c).id) throw forbidden("draft", "own-draft");
      await say("use-dropped");
    });
    return c.body(null, 204);
  });
}
