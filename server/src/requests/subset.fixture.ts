import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { parseMarking, type Code, type Json, type RecordId } from "@setu/core";
import { verifySubset } from "@setu/link/subset-issued.ts";
import { cutSubset, keepParts, partsBytes } from "@setu/link/subset.ts";
import type {
  Accepted,
  Command,
  FileManifest,
  FilePages,
  RequestView,
  SendCheck,
  Upload,
} from "@setu/requests";
import type { Card } from "../keys/card.ts";
import { askCommand, until, type Browser } from "../node/two-nodes.fixture.ts";

const there = ({ status }: Response) => status === 200;
export const SHOWN = "The synthetic kit was bought on 4 May.";
export const WITHHELD = "The synthetic source is Officer Nobody.";

/** Parts of a text under one marking, as their sender keeps them. */
export const keptOf = (texts: readonly string[], mark: object) =>
  keepParts(
    texts.map((text) => ({ name: "paragraph" as Code, text, mark: parseMarking(mark as Json) })),
    (bytes) => randomBytes(bytes),
  );

/** Ottawa attaches digests to a record, issues a part of it in a later act, and whoever has the cards verifies it (F21). */
export async function walkSubset(
  ottawa: Browser,
  delhi: Browser,
  cards: Readonly<Record<"ca" | "in", Card>>,
): Promise<void> {
  const upload = async (by: Browser, name: string, content: Uint8Array) => {
    const path = `/api/uploads?name=${name}&type=application/json`;
    return ((await (await by.send("POST", path, content)).json()) as Upload).id;
  };
  const asked = askCommand({ body: { title: "Synthetic kit", text: `${SHOWN}\n\n${WITHHELD}`, lang: "en" } });
  const kept = keptOf([SHOWN, WITHHELD], asked.mark);
  const digests = await upload(ottawa, "parts.json", partsBytes(kept));
  const { item, id: whole } = await ottawa.post<Accepted>("/api/requests", {
    command: { ...asked, files: [digests] },
  });
  await until("the record", () => delhi.send("GET", `/api/requests/${item}`), there);

  const subset = cutSubset(kept, whole as RecordId, [1]);
  const view = (by: Browser) => by.get<RequestView>(`/api/requests/${item}`);
  const { after } = await view(ottawa);
  const message: Command = {
    ...asked,
    id: randomBytes(16).toString("hex"),
    do: "message",
    args: {},
    after,
    body: { text: "A part of what we asked.", lang: "en" },
    files: [await upload(ottawa, "subset.json", subset)],
  };
  const { id: issue } = await ottawa.post<Accepted>(`/api/requests/${item}/acts`, { command: message });

  // Who reads it at the other node is shown the parts, and what stands behind them.
  const pages = await until(
    "the subset",
    async () => {
      const arrived = (await view(delhi)).timeline.find(({ id }) => id === issue)?.attachments[0];
      if (arrived === undefined || arrived.parts.have < arrived.parts.all) return null;
      return delhi.get<FilePages>(`/api/requests/${item}/files/${arrived.a}/pages`);
    },
    (shown) => shown?.subset !== undefined,
  );
  const { tie, by, atMost, parts } = pages?.subset ?? assert.fail("no parts");
  assert.deepEqual([tie, by, atMost, parts.map(({ text }) => text)], ["here", "ca", 7, [SHOWN]]);
  // Whoever received the whole cannot issue a part of it, whatever it has been given.
  const theirs = { ...message, id: randomBytes(16).toString("hex"), after: (await view(delhi)).after };
  const own = [await upload(delhi, "own.json", cutSubset(kept, whole as RecordId, [2]))];
  const { refusals } = await delhi.post<SendCheck>("/api/requests/check", {
    item,
    command: { ...theirs, files: own },
  });
  assert.deepEqual(refusals, ["BAD_SUBSET"]);

  /** As anybody takes them from a node, who reads the records there. */
  const given = async (id: string, text: "yes" | "no") => {
    const path = `/api/requests/${item}/proofs/${id}?text=${text}`;
    const proof = await until("the receipt", () => ottawa.send("GET", path), there);
    const file = (await view(ottawa)).timeline.find((each) => each.id === id)?.attachments[0]?.a ?? "";
    const manifest = await ottawa.get<FileManifest>(`/api/requests/${item}/files/${file}/manifest`);
    return {
      proof: Buffer.from(await proof.arrayBuffer()),
      manifest: manifest as unknown as Json,
    };
  };
  const keysOf = (origin: string) => {
    const log = cards.ca.logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: cards.in.mirror };
  };
  const issued = { subset, whole: await given(whole, "no"), issue: await given(issue, "no") };
  const proven = verifySubset(issued, keysOf);
  assert.deepEqual(
    proven.subset.parts.map(({ part }) => part.text),
    [SHOWN],
  );
  const open = await given(whole, "yes");
  assert.throws(() => verifySubset({ ...issued, whole: open }, keysOf), { detail: { reason: "BODY" } });
}
