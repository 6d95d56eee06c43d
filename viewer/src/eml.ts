import type { Words } from "./text.ts";
import { decodeText } from "./text.ts";
import { decodeEntities } from "./xml.ts";

const SHOWN = ["from", "to", "cc", "date", "subject"];
const MAX_DEPTH = 8;
const MAX_PARTS = 100;

type Part = { readonly headers: ReadonlyMap<string, string>; readonly body: string };

/** A message (RFC 5322, MIME) as words: its headers, its text, and the names of what is attached, which stays closed. */
export function readEml(bytes: Uint8Array, words: Words): void {
  const message = split(Buffer.from(bytes).toString("latin1"));
  for (const name of SHOWN) {
    const value = message.headers.get(name);
    if (value !== undefined) words.add(`${name[0]!.toUpperCase()}${name.slice(1)}: ${decodeHeader(value)}\n`);
  }
  words.add("\n");
  walk(message, words, 0, { left: MAX_PARTS });
}

function walk(part: Part, words: Words, depth: number, parts: { left: number }): void {
  if (depth > MAX_DEPTH || parts.left-- <= 0) return words.add("\n[…]\n");
  const header = part.headers.get("content-type") ?? "text/plain";
  const type = header.split(";")[0]!.trim().toLowerCase();
  const boundary = parameter(header, "boundary");
  if (type.startsWith("multipart/") && boundary) {
    for (const piece of pieces(part.body, boundary)) walk(split(piece), words, depth + 1, parts);
    return;
  }
  const disposition = part.headers.get("content-disposition") ?? "";
  const name = parameter(disposition, "filename") ?? parameter(header, "name");
  if (!type.startsWith("text/") || /^\s*attachment/i.test(disposition)) {
    return words.add(`\n[${decodeHeader(name ?? "")} ${type}]\n`);
  }
  const text = decodeBody(part, parameter(header, "charset"));
  words.add(`${type === "text/html" ? withoutTags(text) : text}\n`);
}

function split(text: string): Part {
  const found = /\r?\n\r?\n/.exec(text);
  const head = found ? text.slice(0, found.index) : text;
  const headers = new Map<string, string>();
  for (const line of head
    .slice(0, 65_536)
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: found ? text.slice(found.index + found[0].length) : "" };
}

function pieces(body: string, boundary: string): string[] {
  return `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1, MAX_PARTS + 1)
    .filter((piece) => !piece.startsWith("--"))
    .map((piece) => piece.replace(/^[^\n]*\n/, ""));
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{0,200})"|([^\\s;]{1,200}))`, "i").exec(header);
  return found?.[1] ?? found?.[2];
}

function decodeBody({ headers, body }: Part, charset: string | undefined): string {
  const encoding = headers.get("content-transfer-encoding")?.trim().toLowerCase();
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : Buffer.from(encoding === "quoted-printable" ? unquoted(body.replace(/=\r?\n/g, "")) : body, "latin1");
  return inCharset(bytes, charset);
}

const unquoted = (text: string): string =>
  text.replace(/=([\dA-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function inCharset(bytes: Uint8Array, charset: string | undefined): string {
  try {
    if (charset !== undefined) return new TextDecoder(charset).decode(bytes);
  } catch {
    // A name that nobody knows says nothing.
  }
  return decodeText(bytes) ?? "";
}

/** Encoded words (RFC 2047). */
function decodeHeader(text: string): string {
  const decoded = text.replace(
    /=\?([\w-]{1,40})\?([bq])\?([^?]*)\?=/gi,
    (_, charset: string, how: string, content: string) =>
      inCharset(
        how.toLowerCase() === "b"
          ? Buffer.from(content, "base64")
          : Buffer.from(unquoted(content.replaceAll("_", " ")), "latin1"),
        charset,
      ),
  );
  return decoded === text ? (decodeText(Buffer.from(text, "latin1")) ?? text) : decoded;
}

/** What a person would read of a web page. The words are shown as words; no tag ever reaches a browser as one. */
const withoutTags = (html: string): string =>
  decodeEntities(
    html
      .replace(/<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
      .replace(/<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^<>]*>/gi, "\n")
      .replace(/<[^<>]*>/g, "")
      .replaceAll("&nbsp;", " "),
  );
