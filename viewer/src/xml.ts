import { damaged } from "./limits.ts";

export type XmlEvent =
  | { readonly kind: "open" | "close"; readonly name: string; readonly attributes: string }
  | { readonly kind: "text"; readonly text: string };

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/]+)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>|([^<]+)/gy;

/**
 * The elements and the text, in order. A document type is refused: it is where entities that expand, and files that
 * are fetched, come from. @throws Refused
 */
export function* xmlEvents(xml: string): Generator<XmlEvent> {
  const from = xml.charCodeAt(0) === 0xfeff ? 1 : 0;
  TOKEN.lastIndex = from;
  const token = new RegExp(TOKEN);
  token.lastIndex = from;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (!found) throw damaged(xml.startsWith("<!DOCTYPE", at) ? "a document type" : "not well-formed XML");
    const [, data, slash, name, attributes = "", closed, text] = found;
    if (data !== undefined) yield { kind: "text", text: data };
    else if (text !== undefined) yield { kind: "text", text: decodeEntities(text) };
    else if (name !== undefined) {
      yield { kind: slash ? "close" : "open", name, attributes };
      if (closed) yield { kind: "close", name, attributes: "" };
    }
  }
}

export function decodeEntities(text: string): string {
  return text.replace(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w{1,8});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return NAMED[name] ?? whole;
    const point = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  });
}

export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decodeEntities(value);
}
