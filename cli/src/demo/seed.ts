import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Accepted, LinkView, RequestView, Session } from "@setu/requests";
import { logTo } from "@setu/server/http/log.ts";
import { startNode, type RunningNode } from "@setu/server/node/node.ts";
import { submitDue } from "@setu/server/requests/held.ts";
import { signIn, type Client } from "../client.ts";
import { commandOf, uploadAll, type Input } from "../request/draft.ts";
import { progress } from "../terminal.ts";
import { ASKED_BY_CANADA } from "./asked-by-canada.ts";
import { ASKED_BY_INDIA } from "./asked-by-india.ts";
import { CA_EN, IN_EN, type Case, type Step } from "./cases.ts";
import { setClock } from "./clock.ts";
import { sideHome, SIDES, type Side } from "./homes.ts";
import { pdfOf } from "./pdf.ts";

const HOUR = 3_600_000;
/** Of the two national bureaux, as the screens name them. */
const AUDIENCE = ["ca.ncb-ottawa", "in.ncb-new-delhi"];
const TOGETHER = 6 * HOUR;
const PATIENCE = 15_000;

type Nodes = ReadonlyMap<string, RunningNode>;
/** One act of the plan: the opening of a case, or its next step. */
type Due = { readonly at: number; readonly one: Case; readonly step: Step | null };
type Written = { readonly due: Due; readonly author: string; readonly item: string; readonly id: string };
type Known = Map<Case, { readonly item: string; readonly ids: readonly string[] }>;

/**
 * Writes the caseload into two fresh nodes: each act by an officer over HTTP, across the real link, at its own hour. Only
 * the clock is not the true one. The nodes are left running: they end with this process, as nodes may at any moment.
 */
export async function seed(home: string): Promise<void> {
  const plan = planOf(Date.now());
  setClock((plan[0]?.at ?? Date.now()) - HOUR);
  const nodes: Nodes = new Map(await Promise.all(SIDES.map((side) => startSide(home, side))));
  const files = mkdtempSync(join(tmpdir(), "setu-seed-"));
  const show = progress("Writing the caseload", plan.length);
  try {
    await Promise.all([CA_EN, IN_EN].map((account) => until(nodes, account, hasHeard)));
    const known: Known = new Map();
    let done = 0;
    for (const batch of batches(plan)) {
      await writeBatch(nodes, files, known, batch);
      show((done += batch.length));
    }
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}

const planOf = (now: number): readonly Due[] =>
  [...ASKED_BY_CANADA, ...ASKED_BY_INDIA]
    .flatMap((one): Due[] => [
      { at: now - one.age * HOUR, one, step: null },
      ...one.steps.map((step) => ({ at: now - (one.age - step.after) * HOUR, one, step })),
    ])
    .toSorted((a, b) => a.at - b.at);

async function startSide(home: string, side: Side): Promise<[string, RunningNode]> {
  const folder = sideHome(home, side);
  const log = logTo((line) => appendFileSync(join(folder, "node.log"), line, { mode: 0o600 }));
  return [side.party, await startNode({ home: folder, log })];
}

/** Acts of different cases that are close in time: they cross the link together. */
function batches(plan: readonly Due[]): readonly (readonly Due[])[] {
  const made: Due[][] = [];
  for (const due of plan) {
    const last = made.at(-1);
    const fits = last?.[0] && due.at - last[0].at < TOGETHER && last.every(({ one }) => one !== due.one);
    if (fits) last.push(due);
    else made.push([due]);
  }
  return made;
}

async function writeBatch(nodes: Nodes, files: string, known: Known, batch: readonly Due[]): Promise<void> {
  const written: Written[] = [];
  let heldUntil = 0;
  // Once for all of them: an exchange that is under way must not see hours pass.
  setClock(batch.at(-1)?.at ?? Date.now());
  for (const due of batch) {
    const { id, item, heldUntil: until } = await write(nodes, files, known, due);
    heldUntil = Math.max(heldUntil, until ?? 0);
    known.set(due.one, { item, ids: [...(known.get(due.one)?.ids ?? []), id] });
    written.push({ due, author: due.step?.by ?? due.one.by, item, id });
  }
  // The ten seconds pass at once.
  setClock(Math.max(Date.now(), heldUntil + 1));
  for (const { desk } of nodes.values()) if (desk) await submitDue(desk);
  await Promise.all(written.map((each) => arrived(nodes, each)));
  for (const each of written) await read(nodes, known, each);
}

async function write(nodes: Nodes, files: string, known: Known, { one, step }: Due): Promise<Accepted> {
  const client = await officer(nodes, step?.by ?? one.by);
  const { item, ids } = known.get(one) ?? { item: "", ids: [] };
  const view = step ? await client.get<RequestView>(pathOf(item)) : null;
  const input = step ? inputOf(step, one, ids) : openingOf(one, client.session);
  const attached = step?.pdf ? [saved(files, step.pdf)] : [];
  const command = commandOf(
    step?.do ?? "ask",
    input,
    view,
    await uploadAll(client, attached, () => () => {}),
  );
  return client.post<Accepted>(step ? `${pathOf(item)}/acts` : "/requests", { command });
}

/** No node lets its officers ask before it has heard, on that lane, in which versions the other speaks. */
const hasHeard = async (client: Client): Promise<boolean> =>
  (await client.get<LinkView>("/link")).lanes.every(({ theirs }) => theirs.applied > 0);

/** Only when the author's node has heard that the other has applied the act may more time pass. */
const arrived = (nodes: Nodes, { author, item, id }: Written): Promise<void> =>
  until(nodes, author, async (client) => {
    const { timeline } = await client.get<RequestView>(pathOf(item));
    return Boolean(timeline.find((act) => act.id === id)?.delivery.applied);
  });

async function until(nodes: Nodes, account: string, is: (client: Client) => Promise<boolean>): Promise<void> {
  const client = await officer(nodes, account);
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const changed = nextCommit(nodes.get(partyOf(account)));
    if (await is(client)) return;
    await changed;
  }
  throw new Error("the two nodes did not come together in time");
}

/** Whoever acts next has read what was written; what came last is still unread. */
async function read(nodes: Nodes, known: Known, { due, author, item }: Written): Promise<void> {
  const next = due.one.steps[(known.get(due.one)?.ids.length ?? 0) - 1];
  if (!next || partyOf(next.by) === partyOf(author)) return;
  await (await officer(nodes, next.by)).post(`${pathOf(item)}/opened`, {});
}

/** A quarter of a second at the latest: a commit may have come before we listened. */
function nextCommit(node: RunningNode | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = node?.store.onCommit(() => resolve());
  const timer = setTimeout(resolve, 250);
  return promise.finally(() => {
    clearTimeout(timer);
    forget?.();
  });
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
  args: { ...one.args, calendar: peer?.calendar ?? "" },
});

function inputOf(step: Step, one: Case, ids: readonly string[]): Input {
  const args = {
    ...step.args,
    ...(step.until !== undefined && { until: Math.round(Date.now() + step.until * HOUR) }),
    ...(step.ref !== undefined && { ref: ids[step.ref + 1] ?? "" }),
  };
  const lang = { "ca.officer-2": "fr", "in.officer-2": "hi" }[step.by] ?? "en";
  return {
    args,
    ...(step.text !== undefined && { text: step.text, lang }),
    mark: { tlp: one.tlp, handling: ["H1"], pap: "AMBER", audience: AUDIENCE },
  };
}

function saved(folder: string, { name, lines }: NonNullable<Step["pdf"]>): string {
  const path = join(folder, name);
  writeFileSync(path, pdfOf(name, lines));
  return path;
}
