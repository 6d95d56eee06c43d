import type { Flag, Kind } from "./kinds.ts";
import type { Words } from "./text.ts";
import { attribute, xmlEvents } from "./xml.ts";
import { readDirectory, unpack, type Entry } from "./zip.ts";

/**
 * The words and the pictures of an office file. Its layout is not imitated: what it looks like in one program is
 * not what it looks like in another, and an engine that could tell is the largest target there is.
 */
export type Office = { readonly pictures: readonly Uint8Array[]; readonly flags: ReadonlySet<Flag> };

const PICTURE = /^(?:word\/media|xl\/media|ppt\/media|Pictures)\/[^/]+\.(?:png|jpe?g|gif|webp)$/i;
const OTHER_PICTURE = /^(?:word\/media|xl\/media|ppt\/media|Pictures)\/[^/]+$/i;
const MACRO = /(?:vbaProject\.bin|vbaData\.xml)$|^Basic\/|^Scripts\//i;
const EMBEDDED = /\/embeddings\/|\/activeX\/|^Object /i;

/** @throws Refused */
export function readOffice(bytes: Uint8Array, kind: Kind, words: Words): Office {
  const entries = readDirectory(bytes);
  const flags = new Set<Flag>(["words-only"]);
  for (const { name } of entries) {
    if (MACRO.test(name)) flags.add("office-macro");
    if (EMBEDDED.test(name)) flags.add("office-embedded");
    if (OTHER_PICTURE.test(name) && !PICTURE.test(name)) flags.add("picture-not-shown");
  }
  const text = (entry: Entry): string => new TextDecoder().decode(unpack(bytes, entry));
  for (const entry of entries.filter(({ name }) => name.endsWith(".rels"))) {
    if (pointsOutside(text(entry))) flags.add("office-external");
  }
  READERS[kind]?.(entries, text, words);
  const pictures = entries.filter(({ name }) => PICTURE.test(name)).map((entry) => unpack(bytes, entry));
  return { pictures, flags };
}

/** A link that a person clicks is not meant: a template, a picture or an object that would be fetched is. */
function pointsOutside(rels: string): boolean {
  for (const event of xmlEvents(rels)) {
    if (event.kind !== "open" || attribute(event.attributes, "TargetMode") !== "External") continue;
    if (!attribute(event.attributes, "Type")?.endsWith("/hyperlink")) return true;
  }
  return false;
}

type Reader = (entries: readonly Entry[], text: (entry: Entry) => string, words: Words) => void;

/** What an element adds to the words: inside `text` its characters count; a `break` is written where it ends or stands. */
type Rules = { readonly text: ReadonlySet<string>; readonly breaks: Readonly<Record<string, string>> };
const WORD: Rules = {
  text: new Set(["w:t", "w:delText", "w:instrText"]),
  breaks: { "w:p": "\n", "w:br": "\n", "w:tab": "\t", "w:tc": "\t" },
};
const SLIDE: Rules = { text: new Set(["a:t"]), breaks: { "a:p": "\n", "a:br": "\n", "a:tc": "\t" } };
const OPEN_DOCUMENT: Rules = {
  text: new Set(["text:p", "text:h"]),
  breaks: { "text:p": "\n", "text:h": "\n", "text:line-break": "\n", "text:tab": "\t", "text:s": " " },
};

function collect(xml: string, { text, breaks }: Rules, words: Words): void {
  let inside = 0;
  for (const event of xmlEvents(xml)) {
    if (event.kind === "text") {
      if (inside > 0) words.add(event.text);
    } else if (event.kind === "open") {
      if (text.has(event.name)) inside += 1;
    } else {
      if (text.has(event.name)) inside -= 1;
      const end = breaks[event.name];
      if (end !== undefined) words.add(end);
    }
  }
}

/** `slide2.xml` before `slide10.xml`. */
const byNumber = (a: Entry, b: Entry): number => a.name.localeCompare(b.name, "en", { numeric: true });
const named = (entries: readonly Entry[], pattern: RegExp): Entry[] =>
  entries.filter(({ name }) => pattern.test(name)).toSorted(byNumber);

const each =
  (pattern: RegExp, rules: Rules, heading = false): Reader =>
  (entries, text, words) => {
    for (const [no, entry] of named(entries, pattern).entries()) {
      if (heading) words.add(`${no > 0 ? "\n" : ""}[${no + 1}]\n`);
      collect(text(entry), rules, words);
    }
  };

const READERS: Readonly<Partial<Record<Kind, Reader>>> = {
  docx: each(/^word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/, WORD),
  pptx: each(/^ppt\/(?:slides\/slide|notesSlides\/notesSlide)\d+\.xml$/, SLIDE, true),
  odt: each(/^content\.xml$/, OPEN_DOCUMENT),
  xlsx: (entries, text, words) => {
    const shared = named(entries, /^xl\/sharedStrings\.xml$/).flatMap((entry) => sharedStrings(text(entry)));
    for (const [no, entry] of named(entries, /^xl\/worksheets\/sheet\d+\.xml$/).entries()) {
      words.add(`${no > 0 ? "\n" : ""}[${no + 1}]\n`);
      sheet(text(entry), shared, words);
    }
  },
};

function sharedStrings(xml: string): string[] {
  const found: string[] = [];
  let current = "";
  let inside = false;
  for (const event of xmlEvents(xml)) {
    if (event.kind === "text") current += inside ? event.text : "";
    else if (event.name === "t") inside = event.kind === "open";
    else if (event.name === "si" && event.kind === "close") {
      found.push(current);
      current = "";
    }
  }
  return found;
}

/** Cells as they are stored: values, formulas beside them, one row a line. */
function sheet(xml: string, shared: readonly string[], words: Words): void {
  let type: string | undefined;
  let inside = "";
  let value = "";
  for (const event of xmlEvents(xml)) {
    if (event.kind === "text") {
      if (inside === "f") value += ` =${event.text}`;
      else if (inside !== "") value += type === "s" ? (shared[Number(event.text)] ?? "") : event.text;
    } else if (event.kind === "open") {
      if (event.name === "c") [type, value] = [attribute(event.attributes, "t"), ""];
      if (["v", "t", "f"].includes(event.name)) inside = event.name;
    } else {
      inside = "";
      if (event.name === "c") words.add(`${value}\t`);
      if (event.name === "row") words.add("\n");
    }
  }
}
