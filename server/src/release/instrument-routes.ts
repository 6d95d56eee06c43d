import { endsWithin, isInstrumentInForce } from "@setu/core/instruments/index.ts";
import type { Instruments } from "@setu/requests/instruments-api.ts";
import type { Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { registerFor } from "./instruments.ts";

/** The register is no secret of anybody who works here, and nobody writes it here: it stands in the configuration. */
export function instrumentRoutes(app: Hono<Env>, { desk, now }: AppOptions): void {
  app.get("/api/instruments", async (c) => {
    const at = desk();
    await at.store.tx((tx) => assertDesk(at, tx, c.get("signedIn").officer.id, "own"));
    const instant = now();
    const instruments = registerFor(at)
      .map((each) => ({
        ...each,
        ends: endsWithin(each, instant),
        inForce: isInstrumentInForce(each, instant),
      }))
      .toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity) || (a.id < b.id ? -1 : 1));
    return c.json({ instruments, now: instant } satisfies Instruments);
  });
}
