import { randomBytes } from "node:crypto";
import { canonicalBytes, opaque, type Code, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { submit } from "@setu/link";
import { requests } from "@setu/requests";
import { startNode } from "@setu/server";

/** One node in a process of its own, driven by its parent: `load` keeps the main lane busy, `bulk` submits a number. */
const [home = ""] = process.argv.slice(2);
const node = await startNode({ home });
const { desk } = node;
if (!desk) throw new Error("the node has no peer");

const { party, peer } = desk.ports.identity;
const TEXT = "x".repeat(2_000);
let loading = false;

async function submitOne(): Promise<void> {
  const id = randomBytes(16).toString("hex") as RecordId;
  const act: Omit<ItemAct, "body"> = {
    crit: [],
    wf: requests.id,
    from: party,
    to: peer.party,
    id,
    item: `${party}:${id}` as ItemId,
    by: opaque("officer.load", "by"),
    do: "ask" as Code,
    args: {
      purpose: "investigation",
      offence: "cyber-fraud",
      basis: "memorandum",
      link: "suspect",
      kinds: ["subscriber-details"],
      language: "en",
      urgency: "routine",
      use: "intelligence-only",
      calendar: "in-2026.1",
    } as unknown as ItemAct["args"],
    after: [null, null],
    mark: { tlp: "GREEN", handling: ["H1"], pap: "GREEN", audience: [opaque("in.ncb", "audience")] },
    ret: "standard" as Code,
    att: [],
  };
  const body = {
    v: 1,
    title: "load",
    text: TEXT,
    lang: "en",
    by: { name: "load", agency: "load" },
    files: [],
  };
  await submit(desk!.ports, "main", { act, body: canonicalBytes(body), approvals: "[]", attachments: [] });
}

async function several(width: number, more: () => boolean): Promise<number> {
  let done = 0;
  const worker = async () => {
    while (more()) {
      await submitOne();
      done++;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return done;
}

process.on("message", (message: { readonly do: string; readonly n?: number }) => {
  if (message.do === "load") {
    loading = true;
    void several(32, () => loading).then((n) => process.send?.({ kind: "loaded", n }));
  }
  if (message.do === "rest") loading = false;
  if (message.do === "bulk") {
    let left = message.n ?? 0;
    const started = performance.now();
    void several(64, () => left-- > 0).then(() =>
      process.send?.({ kind: "submitted", ms: performance.now() - started }),
    );
  }
  if (message.do === "stop") void node.stop().then(() => process.exit(0));
});
process.send?.({ kind: "ready", url: node.url });
