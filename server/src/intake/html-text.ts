/**
 * The words of HTML, for a message that has no other text. Nothing is rendered and nothing is fetched: tags are taken
 * out, a few are ends of lines, and whatever that leaves is plain text. Every expression is linear in its input.
 */
const UNSEEN = /^(?:script|style|head|title|template)\b/i;
const TAG = /<(?:!--|\/?[a-zA-Z!?])/g;
const BREAKS = /^\/?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|blockquote|pre|section|article)\b/i;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

export function textOfHtml(html: string): string {
  const out: string[] = [];
  let at = 0;
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(html); tag; tag = TAG.exec(html)) {
    out.push(html.slice(at, tag.index));
    at = endOfTag(html, tag.index);
    const name = html.slice(tag.index + 1, Math.min(at, tag.index + 16));
    if (BREAKS.test(name)) out.push("\n");
    const unseen = UNSEEN.exec(name);
    if (unseen) at = endOfUnseen(html, at, unseen[0]);
    TAG.lastIndex = at;
  }
  out.push(html.slice(at));
  return out
    .join("")
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n[ \n]*\n/g, "\n\n")
    .replace(ENTITY, entity);
}

function endOfTag(html: string, from: number): number {
  const comment = html.startsWith("<!--", from);
  const end = html.indexOf(comment ? "-->" : ">", from);
  return end < 0 ? html.length : end + (comment ? 3 : 1);
}

/** Up to its end tag, which may be missing: then nothing of the rest is seen, as in a browser. */
function endOfUnseen(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}\\b`, "gi");
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const point = Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10);
  const shown = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return shown ? String.fromCodePoint(point) : "\ufffd";
}
