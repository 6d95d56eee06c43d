import { readEml } from "./eml.ts";
import { decodeGif } from "./gif-in.ts";
import { asPdf } from "./jpeg.ts";
import { differs, type Claim, type Flag, type Kind } from "./kinds.ts";
import { LIMITS, Refused } from "./limits.ts";
import { readOffice } from "./office.ts";
import { pdfFlags } from "./pdf.ts";
import { Document } from "./pdfium.ts";
import { pageOf, type PageImage } from "./pixels.ts";
import { decodePng } from "./png-in.ts";
import { sniff } from "./sniff.ts";
import { decodeText, Words } from "./text.ts";
import { decodeWebp } from "./webp-in.ts";

/** What was found, beside the pages that were handed out. */
export type Found = {
  readonly kind: Kind;
  readonly flags: readonly Flag[];
  /** Pages of the file, shown or not. */
  readonly pages: number;
  readonly text: string;
};

type Show = (page: PageImage) => void;

type Job = {
  readonly bytes: Uint8Array;
  readonly kind: Kind;
  readonly flags: Set<Flag>;
  readonly words: Words;
  readonly show: Show | null;
};

/**
 * Turns a file into pictures of its pages and its words, by what it is and not by what it says. Nothing of it is run,
 * nothing is fetched for it.
 * @param show gets the pages in order, `LIMITS.pagesShown` at most; null: nothing is drawn, and every page is read
 * @throws Refused
 */
export async function look(bytes: Uint8Array, claim: Claim, show: Show | null): Promise<Found> {
  if (bytes.length > LIMITS.inputBytes) throw new Refused("too-large", `${bytes.length} bytes`);
  const { kind, flags: first } = kindOf(bytes, claim);
  const flags = new Set<Flag>(first);
  const words = new Words();
  const pages = await READERS[kind]({ bytes, kind, flags, words, show });
  if (words.cut) flags.add("text-cut");
  return { kind, flags: [...flags], pages, text: words.toString() };
}

/** What it is by its bytes, and whether it says so; nothing in it is read. @throws Refused */
export function kindOf(bytes: Uint8Array, claim: Claim): Found {
  const { kind, second } = sniff(bytes, claim);
  const flags: Flag[] = [];
  if (differs(kind, claim)) flags.push("type-differs");
  if (second) flags.push("second-nature");
  return { kind, flags, pages: 0, text: "" };
}

const READERS: Readonly<Record<Kind, (job: Job) => number | Promise<number>>> = {
  pdf: pdfPages,
  png: picture,
  jpeg: picture,
  gif: picture,
  webp: picture,
  docx: office,
  xlsx: office,
  pptx: office,
  odt: office,
  eml: ({ bytes, flags, words }) => {
    readEml(bytes, words);
    flags.add("words-only");
    return 0;
  },
  text: plain,
  csv: plain,
  html: source,
  svg: source,
  xml: source,
  script: source,
  archive: () => refuse("archive"),
  program: () => refuse("program"),
  "old-office": () => refuse("unsupported"),
  unknown: () => refuse("unsupported"),
};

function refuse(code: "archive" | "program" | "unsupported"): never {
  throw new Refused(code, "nothing here turns this kind of file into pages");
}

async function pdfPages({ bytes, flags, words, show }: Job): Promise<number> {
  const document = await Document.open(bytes);
  if (document.pages > LIMITS.pages) throw new Refused("too-many-pages", `${document.pages} pages`);
  for (const flag of pdfFlags(document)) flags.add(flag);
  const between = (no: number) => (no > 0 ? "\n\n" : "");
  if (!show) for (let no = 0; no < document.pages; no++) words.add(`${between(no)}${document.text(no)}`);
  else {
    if (document.pages > LIMITS.pagesShown) flags.add("pages-cut");
    for (let no = 0; no < Math.min(document.pages, LIMITS.pagesShown); no++) {
      const { image, text } = document.page(no);
      words.add(`${between(no)}${text}`);
      show(image);
    }
  }
  return document.pages;
}

async function picture({ bytes, kind, flags, show }: Job): Promise<number> {
  if (!show) return 1;
  const { image, more } = await draw(bytes, kind);
  if (more) flags.add("first-picture-only");
  show(image);
  return 1;
}

async function draw(bytes: Uint8Array, kind: Kind): Promise<{ image: PageImage; more: boolean }> {
  if (kind === "jpeg") return { image: (await Document.open(asPdf(bytes))).page(0).image, more: false };
  if (kind === "png") return { image: pageOf(decodePng(bytes)), more: false };
  if (kind === "webp") return { image: pageOf(await decodeWebp(bytes)), more: false };
  const gif = decodeGif(bytes);
  return { image: pageOf(gif), more: gif.more };
}

async function office({ bytes, kind, flags, words, show }: Job): Promise<number> {
  const { pictures, flags: found } = readOffice(bytes, kind, words);
  for (const flag of found) flags.add(flag);
  if (!show) return 0;
  if (pictures.length > LIMITS.pagesShown) flags.add("pages-cut");
  let shown = 0;
  for (const content of pictures.slice(0, LIMITS.pagesShown)) {
    const inside = sniff(content, { type: "", name: "" });
    try {
      if (!["png", "jpeg", "gif", "webp"].includes(inside.kind))
        throw new Refused("damaged", "not a picture");
      show((await draw(content, inside.kind)).image);
      shown += 1;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "damaged") throw error;
      flags.add("picture-not-shown");
    }
  }
  return shown;
}

function plain({ bytes, words }: Job): number {
  words.add(decodeText(bytes) ?? "");
  return 0;
}

/** What a browser would run is shown as what it is: letters. */
function source(job: Job): number {
  job.flags.add("shown-as-text");
  return plain(job);
}
