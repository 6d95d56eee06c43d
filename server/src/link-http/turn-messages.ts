import {
  badField,
  ERRORS,
  parseCanonical,
  SetuError,
  stringify,
  type ErrorCode,
  type Json,
} from "@setu/core";
import { framed } from "@setu/link/bytes.ts";
import { MAX } from "./messages.ts";

/**
 * What travels when the side that may open connections lets the other ask over them (spec/record.md section 9): a question is a
 * request of the same interface, a reply its answer. Two frames each: a header in canonical JSON, and the body.
 */
export type Question = {
  readonly id: string;
  readonly method: "GET" | "POST";
  /** Below `/link/1/`. */
  readonly path: string;
  readonly body: Uint8Array;
};
export type Reply = { readonly id: string; readonly refusal: SetuError | null; readonly body: Uint8Array };

const MAX_HEADER = 1024;
export const MAX_TURN = MAX.bundle + MAX_HEADER + 8;
const ID = /^[0-9a-f]{32}$/;
const ONE_PATH = /^[A-Za-z0-9_/-]{1,256}$/;

export const encodeQuestion = ({ id, method, path, body }: Question): Uint8Array =>
  framed(Buffer.from(stringify({ id, method, path })), body);

/** @param retry seconds after which the question may be asked again, 0 for none */
export const encodeReply = (
  id: string,
  code: ErrorCode | null,
  retry: number,
  body: Uint8Array,
): Uint8Array => framed(Buffer.from(stringify({ code, id, retry })), body);

/** @throws BAD_BUNDLE | BAD_FIELD and the codes of parseCanonical */
export function parseQuestion(bytes: Uint8Array): Question {
  const [header, body] = parse(bytes, ["id", "method", "path"]);
  const { method, path } = header;
  if (method !== "GET" && method !== "POST") throw badField("method", "method");
  if (typeof path !== "string" || !ONE_PATH.test(path)) throw badField("path", "path");
  return { id: idOf(header), method, path, body };
}

/** Nothing is no reply. A code that is none of ours is PEER_SILENT. @throws as `parseQuestion` */
export function parseReply(bytes: Uint8Array): Reply | null {
  if (bytes.length === 0) return null;
  const [header, body] = parse(bytes, ["code", "id", "retry"]);
  const { code, retry } = header;
  if (typeof retry !== "number" || retry < 0 || retry > 3_600) throw badField("retry", "seconds");
  if (code === null) return { id: idOf(header), refusal: null, body };
  if (typeof code !== "string") throw badField("code", "code");
  const known = Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "PEER_SILENT";
  const detail = { peer: "refused", ...(retry > 0 && { retry }) };
  return { id: idOf(header), refusal: new SetuError(known, "the other node refused", { detail }), body };
}

type Header = Readonly<Record<string, Json>>;

function parse(bytes: Uint8Array, names: readonly string[]): readonly [Header, Uint8Array] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = bytes.length < 8 ? MAX_HEADER + 1 : view.getUint32(0);
  if (
    first > MAX_HEADER ||
    bytes.length < 8 + first ||
    view.getUint32(4 + first) !== bytes.length - 8 - first
  )
    throw new SetuError("BAD_BUNDLE", "the frames are not what they say");
  const header = parseCanonical(bytes.subarray(4, 4 + first), MAX_HEADER) as Header | null;
  if (header === null || typeof header !== "object" || Object.keys(header).join() !== names.join())
    throw badField("header", `object of ${names.join(", ")}`);
  return [header, bytes.subarray(8 + first)];
}

function idOf({ id }: Header): string {
  if (typeof id !== "string" || !ID.test(id)) throw badField("id", "id of a question");
  return id;
}
