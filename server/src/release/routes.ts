import { hash, isSetuError, recordId, SetuError, type Json } from "@setu/core";
import type { SignChallenge } from "@setu/requests";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { isProgram } from "../http/sessions.ts";
import { braking } from "../reasons/brake.ts";
import { strict } from "../requests/command.ts";
import type { Signature } from "../requests/signing.ts";
import {
  answerGate,
  approve,
  approvalChallenge,
  handOn,
  releaseAlone,
  review,
  sendBack,
  takeDown,
  useAgain,
} from "./approving.ts";
import { parseSaid, text } from "./parsing.ts";
import { releasesFor, releaseView } from "./view.ts";

/** The routes of what waits for its release (`desks/requests/src/release-api.ts`): none of it leaves this node. */
export function releaseRoutes(app: Hono<Env>, { desk, ways }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const id = (c: Context<Env>) => recordId(c.req.param("id"), "id");
  const read = async (c: Context<Env>, required: readonly string[], optional: readonly string[] = []) =>
    strict(await readJson(c, limits), "release", required, optional);
  /** A person decides: a token that a program holds is nobody's hand. */
  const on = (c: Context<Env>) => {
    if (isProgram(c.get("signedIn"))) throw new SetuError("FORBIDDEN", "a program releases nothing");
    return { desk: desk(), officer: officer(c), id: id(c) };
  };
  const signers = { passkeys: ways?.passkeys ?? null, cards: ways?.cards ?? null };
  /** With the key that answered, if one did: what a copied key does ends the key. */
  const signing = async <T>(
    assertion: Json | undefined,
    work: (signature: Signature | null) => Promise<T>,
  ) => {
    try {
      return await work(assertion === undefined ? null : { signers, assertion });
    } catch (error) {
      if (isSetuError(error, "KEY_COPIED")) await signers.passkeys?.retire(error);
      throw error;
    }
  };

  app.get("/api/releases", async (c) => {
    const at = desk();
    return c.json(
      await at.store.tx(async (tx) => {
        await assertDesk(at, tx, officer(c).id, "own");
        return releasesFor(at, tx, officer(c));
      }),
    );
  });

  app.get("/api/releases/:id", async (c) => {
    const at = desk();
    const shown = at.store.tx((tx) => releaseView(at, tx, officer(c), id(c)));
    return c.json(await braking(at, officer(c).id, "open", shown));
  });

  app.post("/api/releases/:id/gate", async (c) => {
    const { answer } = await read(c, ["answer"]);
    await answerGate(on(c), parseSaid(answer));
    return c.body(null, 204);
  });

  app.post("/api/releases/:id/again", async (c) => {
    const { answer, subject } = await read(c, ["answer", "subject"]);
    await useAgain(on(c), recordId(answer, "answer"), text(subject, "subject"));
    return c.body(null, 204);
  });

  app.post("/api/releases/:id/sign", async (c) => {
    await read(c, []);
    return c.json((await approvalChallenge(on(c), signers)) satisfies SignChallenge);
  });

  app.post("/api/releases/:id/approve", async (c) => {
    const { hash: named, assertion } = await read(c, ["hash"], ["assertion"]);
    return c.json({
      heldUntil: await signing(assertion, (signature) => approve(on(c), hash(named, "hash"), signature)),
    });
  });

  app.post("/api/releases/:id/alone", async (c) => {
    const fields = await read(c, ["hash", "reason", "text"], ["assertion"]);
    const said = {
      hash: hash(fields["hash"], "hash"),
      reason: text(fields["reason"], "reason"),
      text: text(fields["text"], "text"),
    };
    return c.json({
      heldUntil: await signing(fields["assertion"], (signature) =>
        releaseAlone(on(c), { ...said, signature }),
      ),
    });
  });

  app.post("/api/releases/:id/return", async (c) => {
    const { text: remarks } = await read(c, ["text"]);
    await sendBack(on(c), text(remarks, "text"));
    return c.body(null, 204);
  });

  app.post("/api/releases/:id/hand", async (c) => {
    const { officer: to, text: remarks } = await read(c, ["officer", "text"]);
    await handOn(on(c), text(to, "officer"), remarks === null ? null : text(remarks, "text"));
    return c.body(null, 204);
  });

  app.post("/api/releases/:id/withdraw", async (c) => {
    await read(c, []);
    await takeDown(on(c));
    return c.body(null, 204);
  });

  app.post("/api/releases/:id/review", async (c) => {
    const { finding, text: why } = await read(c, ["finding", "text"]);
    await review(on(c), text(finding, "finding"), text(why, "text"));
    return c.body(null, 204);
  });
}
