import { SetuError } from "@setu/core";
import type { Hono } from "hono";
import type { Door, Env } from "../http/app.ts";
import type { Log } from "../http/log.ts";
import { officerOfCertificate } from "./certificates.ts";
import { codeOf, onwards, ownPage } from "./onwards.ts";
import type { Ways } from "./ways.ts";

type Options = {
  readonly ways: Ways;
  readonly door: Door;
  readonly now: () => number;
  readonly log: Log;
};

/** With a smart card. What the header says counts on the proxy's own socket alone: anywhere else anybody can write it. */
export function certificateRoutes(app: Hono<Env>, { ways, door, now, log }: Options): void {
  const { certificates } = ways;
  if (!certificates) return;
  app.get("/sign-in/certificate", async (c) => {
    try {
      door.knock(c);
      if (c.env.proxied !== true)
        throw new SetuError("FORBIDDEN", "not signed in", { detail: { reason: "socket" } });
      const officer = await officerOfCertificate(certificates, c.req.header("client-cert"), now());
      await door.open(c, { officer, way: "certificate" });
      return onwards(c, ownPage(c.req.query("next")));
    } catch (error) {
      return onwards(c, `/#refused=${codeOf(error, log)}`);
    }
  });
}
