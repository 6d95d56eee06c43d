import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "@setu/core";
import type { Accepted, RequestView, Session, TimelineAct } from "@setu/requests";
import { startNode, type RunningNode } from "@setu/server/node/node.ts";
import { submitDue } from "@setu/server/requests/held.ts";
import { signIn, type Client } from "../client.ts";
import { commandOf, uploadAll, type Input } from "../request/draft.ts";
import { progress } from "../terminal.ts";
import { CASELOAD, type Case, type Step } from "./caseload.ts";
import { pass, setClock } from "./clock.ts";
import { sideHome, SIDES } from "./homes.ts";
import { pdfOf } from "./pdf.ts";

const HOUR = 3_600_000;
/** Of the two national bureaux, as the screens name them. */
const AUDIENCE = ["ca.ncb-ottawa", "in.ncb-new-delhi"];
const PATIENCE = 15_000;

type Nodes = ReadonlyMap<string, RunningNode>;
type Progress = { item: string; readonly ids: string[] };
type Due = { readonly at: number; readonly one: Case; readonly step: Step | null };

/**
 * Writes the caseload into two fresh nodes: each act by an officer over HTTP, across the real link, at its own hour. Only
 * the clock is not the true one.
 */
export async function seed(home: string): Promise<void> {
  const now = Date.now();
  const plan = CASELOAD.flatMap((one): Due[] => [
    { at: now - one.age * HOUR, one, step: null },
    ...one.steps.map((step) => ({ at: now - (one.age - step.after) * HOUR, one, step })),
  ]).toSorted((a, b) => a.at - b.at);
  setClock((plan[0]?.at ?? now) - HOUR);
  const nodes = new Map<string, RunningNode>();
  for (const side of SIDES) nodes.set(side.party, await startNode({ home: sideHome(home, side) }));
  const files = mkdtempSync(join(tmpdir(), "setu-seed-"));
  const show = progress("Writing the caseload", plan.length);
  try {
    const known = new Map<Case, Progress>();
    for (const [i, due] of plan.entries()) {
      setClock(due.at);
      await write(nodes, files, known, due);
      show(i + 1);
    }
  } finally {
    rmSync(files, { recursive: true, force: true });
    for (const node of nodes.values()) await node.stop();
  }
}

async function write(
  nodes: Nodes,
  files: string,
  known: Map<Case, Progress>,
  { one, step }: Due,
): Promise<void> {
  const author = step?.by ?? one.by;
  const client = await officer(nodes, author);
  const progress = known.get(one) ?? { item: "", ids: [] };
  const view = step ? await client.get<RequestView>(pathOf(progress.item)) : null;
  const input = step ? inputOf(step, one, progress) : openingOf(one, client.session);
  const attached = step?.pdf ? [saved(files, step.pdf)] : [];
  const command = commandOf(
    step?.do ?? "ask",
    input,
    view,
    await uploadAll(client, attached, () => () => {}),
  );
  const path = step ? `${pathOf(progress.item)}/acts` : "/requests";
  const { id, item, heldUntil } = await client.post<Accepted>(path, { command });
  progress.item = item;
  progress.ids.push(id);
  known.set(one, progress);
  if (heldUntil !== null) await releaseNow(nodes, author, heldUntil);
  await arrived(client, item, id);
  // Whoever acts next has read what was written; what came last is still unread.
  const next = one.steps[progress.ids.length - 1];
  if (next && partyOf(next.by) !== partyOf(author)) {
    await (await officer(nodes, next.by)).post(`${pathOf(item)}/opened`, {});
  }
}

/** The ten seconds pass at once. */
async function releaseNow(nodes: Nodes, author: string, heldUntil: number): Promise<void> {
  pass(heldUntil - Date.now() + 1);
  const desk = nodes.get(partyOf(author))?.desk;
  if (desk) await submitDue(desk);
}

/** Until the author's node has heard that the other has applied it: only then may more time pass. */
async function arrived(client: Client, item: string, id: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const view = await client.get<RequestView>(pathOf(item)).catch(() => null);
    const act = view?.timeline.find((each: TimelineAct) => each.id === id);
    if (act?.delivery.applied) return;
    await sleep(25);
  }
  throw new Error("an act of the caseload did not arrive");
}

/** A session lasts a quarter of an hour, which is over by the next act. */
async function officer(nodes: Nodes, account: string): Promise<Client> {
  return signIn({ url: nodes.get(partyOf(account))?.url ?? "", account });
}

const partyOf = (account: string): string => account.slice(0, account.indexOf("."));
const pathOf = (item: string): string => `/requests/${encodeURIComponent(item)}`;

const openingOf = (one: Case, { peer }: Session): Input => ({
  title: one.title,
  text: one.text,
  lang: one.lang,
  lane: one.lane ?? "main",
  mark: { tlp: one.tlp, handling: ["H1"], pap: "AMBER", audience: AUDIENCE },
  args: { ...one.args, calendar: peer?.calendar ?? "" } as unknown as Json,
});

function inputOf(step: Step, one: Case, { ids }: Progress): Input {
  const args = {
    ...step.args,
    ...(step.until !== undefined && { until: Math.round(Date.now() + step.until * HOUR) }),
    ...(step.ref !== undefined && { ref: ids[step.ref] }),
  };
  const lang = { "ca.officer-2": "fr", "in.officer-2": "hi" }[step.by] ?? "en";
  return {
    args: args as unknown as Json,
    ...(step.text !== undefined && { text: step.text, lang }),
    mark: { tlp: one.tlp, handling: ["H1"], pap: "AMBER", audience: AUDIENCE },
  };
}

function saved(folder: string, { name, lines }: NonNullable<Step["pdf"]>): string {
  const path = join(folder, name);
  writeFileSync(path, pdfOf(name, lines));
  return path;
}
