import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { canonicalBytes, opaque, type Code, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { submit } from "@setu/link";
import { requests } from "@setu/requests";
import { startNode } from "@setu/server";

/**
 * One node in a process of its own, driven by its parent: `load` keeps the main lane busy, `bulk` submits a number,
 * `count` tells how many requests of the peer it has had.
 */
const [home = ""] = process.argv.slice(2);
const node = await startNode({ home });
const { desk } = node;
if (!desk) throw new Error("the node has no peer");

const { party, peer } = desk.ports.identity;
const TEXT = "x".repeat(2_000);
let loading = false;
let requestsHad = 0;
subscribe("http.server.request.start", (message) => {
  const { socket } = (message as { readonly request: IncomingMessage }).request;
  if (socket.localPort === node.linkPort) requestsHad++;
});

/** @returns how many bytes the readable act and its body have */
async function submitOne(): Promise<number> {
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
  const bytes = canonicalBytes(body);
  await submit(desk!.ports, "main", { act, body: bytes, approvals: "[]", attachments: [] });
  return canonicalBytes(act).length + bytes.length;
}

async function several(width: number, more: () => boolean): Promise<number> {
  let bytes = 0;
  const worker = async () => {
    while (more()) {
      const one = await submitOne();
      bytes += one;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return bytes;
}

process.on("message", (message: { readonly do: string; readonly n?: number }) => {
  if (message.do === "load") {
    loading = true;
    void several(32, () => loading);
  }
  if (message.do === "rest") loading = false;
  if (message.do === "bulk") {
    let left = message.n ?? 0;
    void several(64, () => left-- > 0).then((bytes) => process.send?.({ kind: "submitted", bytes }));
  }
  if (message.do === "count") process.send?.({ kind: "requests", n: requestsHad });
  if (message.do === "stop") void node.stop().then(() => process.exit(0));
});
process.send?.({ kind: "ready", url: node.url });
