import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { writeHome } from "../requests/home.ts";
import type { Unseen } from "./unseen.ts";

type Told = { readonly officer: string; readonly way?: string; readonly key?: string };

/**
 * That an officer comes, proves anew or goes stands in the node's own log, which administrators read. When a reviewer is
 * here is nobody's business but of the other reviewers: it stands in the home log, so that whoever takes over such an
 * account is not invisible to them. A node without a link has no home log, and nothing to review.
 */
export async function noteComing(
  { store, unseen, log }: { readonly store: PgStore; readonly unseen: Unseen; readonly log: Log },
  what: "signed-in" | "proved-again" | "signed-out",
  told: Told,
): Promise<void> {
  const { officer } = told;
  if (!(await unseen.has(officer))) return log(what, told);
  const ports = store.witness.ports();
  if (ports) await store.tx((tx) => writeHome(ports, tx, "oversee", { by: officer, what, found: 0 }));
}
