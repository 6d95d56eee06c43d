import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isSetuError } from "@setu/core";
import {
  equalBytes,
  formatCheckpoint,
  formatCosignatures,
  formatNote,
  MAX_REQUEST_BYTES,
  openAddCheckpoint,
  parseNote,
  requireExtends,
  signatureLine,
  SIZE_TYPE,
  TlogError,
  witnessStatus,
  type OpenedRequest,
} from "tlog";
import { originHash, type WitnessFolder } from "./folder.ts";

/** What is told of a request: codes and sizes, and the origin of a log that is followed. */
export type Told = (event: {
  readonly status: number;
  readonly origin?: string;
  readonly code?: string;
}) => void;

type Answer = { readonly status: number; readonly body: string; readonly type?: string };

const TEXT = "text/plain; charset=utf-8";

/**
 * One request of `add-checkpoint`. It does not wait for anything between reading the head and having written the next, so
 * that no other request comes between; that no other process does, the caller has seen to.
 */
export function addCheckpoint(folder: WitnessFolder, body: Uint8Array, now: number, tell: Told): Answer {
  let opened: OpenedRequest | null = null;
  let size = 0;
  try {
    opened = openAddCheckpoint(body, (origin) => folder.keysOf(origin));
    const { origin } = opened.checkpoint;
    const head = folder.head(origin);
    size = head?.checkpoint.size ?? 0;
    if (head) keepFork(folder, opened, head);
    requireExtends(opened, head?.checkpoint ?? null);
    const text = formatCheckpoint(opened.checkpoint);
    // A clock that was set back does not make a later cosignature the earlier.
    const seconds = Math.floor(Math.max(now, head?.t ?? 0) / 1000);
    const lines = folder.signers.map((by) => signatureLine(by, text, seconds));
    folder.advance(
      origin,
      formatNote({ text, signatures: [...parseNote(opened.note).signatures, ...lines] }),
    );
    tell({ status: 200, origin });
    return { status: 200, body: formatCosignatures(text, lines) };
  } catch (error) {
    const origin = opened?.checkpoint.origin;
    const told = { ...(origin !== undefined && { origin }) };
    if (!(error instanceof TlogError)) {
      tell({ status: 500, ...told, code: isSetuError(error) ? error.code : "INTERNAL" });
      return { status: 500, body: "the witness cannot answer for this log\n" };
    }
    const status = witnessStatus(error.code);
    tell({ status, ...told, code: error.code });
    if (status === 409) return { status, body: `${size}\n`, type: SIZE_TYPE };
    return { status, body: `${error.message}\n` };
  }
}

/** The log has signed two trees of one size: whoever has both needs to believe nobody. */
function keepFork(
  folder: WitnessFolder,
  { checkpoint, note }: OpenedRequest,
  head: NonNullable<ReturnType<WitnessFolder["head"]>>,
): void {
  const { size, root } = head.checkpoint;
  if (checkpoint.size === size && !equalBytes(checkpoint.root, root))
    folder.keepContradiction(checkpoint.origin, `${head.note}\n${note}`);
}

/** The newest checkpoint of a log, by the hash of its origin. */
function checkpointOf(folder: WitnessFolder, hash: string): Answer {
  const origin = folder.logs().find((each) => originHash(each) === hash);
  const head = origin === undefined ? null : folder.head(origin);
  return head ? { status: 200, body: head.note } : { status: 404, body: "nothing is cosigned of this log\n" };
}

const CHECKPOINT = /^\/([0-9a-f]{64})\/checkpoint$/;

/** The interface of C2SP tlog-witness over plain HTTP: TLS is ended in front of it. */
export function witnessServer(folder: WitnessFolder, tell: Told, now: () => number = Date.now): Server {
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 8 * 1024 },
    (request, response) => {
      answer(folder, request, tell, now)
        .then((answered) => send(response, answered))
        .catch(() => {
          tell({ status: 500, code: "INTERNAL" });
          send(response, { status: 500, body: "" });
        });
    },
  );
  server.maxConnections = 64;
  return server;
}

async function answer(
  folder: WitnessFolder,
  request: IncomingMessage,
  tell: Told,
  now: () => number,
): Promise<Answer> {
  const { method, url = "" } = request;
  const [, hash] = CHECKPOINT.exec(url) ?? [];
  if (method === "GET" && hash !== undefined) return checkpointOf(folder, hash);
  if (method !== "POST" || url !== "/add-checkpoint") return { status: 404, body: "" };
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_REQUEST_BYTES) return { status: 413, body: "" };
    parts.push(part);
  }
  return addCheckpoint(folder, Buffer.concat(parts), now(), tell);
}

function send(response: ServerResponse, { status, body, type = TEXT }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-type": type,
    "content-length": bytes.length,
    ...(status === 413 && { connection: "close" }),
  });
  response.end(bytes);
}
