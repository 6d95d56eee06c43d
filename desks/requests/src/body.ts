import { badField, count, hash, parseBounded, textIn, type Hash, type Json } from "@setu/core";
import { MAX_TRANSLATIONS, type Translation } from "./texts/translations.ts";

/**
 * What people wrote: destroyable, apart from the act, at most 64 KiB. The act commits to these bytes; the fold
 * never reads them.
 */
export type Body = {
  readonly v: 1;
  /** What the matter is called; on the opening act only. */
  readonly title?: string;
  readonly text: string;
  readonly lang: "en" | "fr" | "hi";
  /** Courtesy translations, one a language; the original decides. A reader that does not know them reads the original. */
  readonly translations?: readonly Translation[];
  /** Who speaks, as the other side shall read it. */
  readonly by: { readonly name: string; readonly agency: string };
  readonly files: readonly FileName[];
};

/** `a` is the commitment in the act's attachment list, in whatever order. */
export type FileName = {
  readonly a: Hash;
  readonly name: string;
  readonly type: string;
  readonly size: number;
};

const MAX = { title: 200, text: 48_000, name: 200, type: 100 } as const;

/** @throws BAD_FIELD and the codes of parseBounded: hostile bytes of the peer end here */
export function parseBody(bytes: Uint8Array): Body {
  const value = parseBounded(bytes, 64 * 1024) as { readonly [key: string]: Json };
  if (value === null || typeof value !== "object" || value["v"] !== 1) throw badField("body", "body");
  const by = value["by"] as { readonly [key: string]: Json } | undefined;
  const lang = value["lang"];
  if (!isLang(lang)) throw badField("lang", "language");
  if (!Array.isArray(value["files"]) || value["files"].length > 32) throw badField("files", "list of files");
  return {
    v: 1,
    ...(value["title"] !== undefined && { title: textIn(value["title"], "title", MAX.title) }),
    text: textIn(value["text"], "text", MAX.text),
    lang,
    ...(value["translations"] !== undefined && {
      translations: parseTranslations(value["translations"], lang),
    }),
    by: {
      name: textIn(by?.["name"], "by.name", MAX.name),
      agency: textIn(by?.["agency"], "by.agency", MAX.name),
    },
    files: value["files"].map(file),
  };
}

/**
 * @param original the language of the text
 * @throws BAD_FIELD for more than two, none, one without its text or whoever answers for it, and two of one language;
 *   TOO_LARGE
 */
export function parseTranslations(value: Json | undefined, original: Body["lang"]): readonly Translation[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_TRANSLATIONS)
    throw badField("translations", "list of translations");
  const found = value.map(translation);
  const langs = new Set([original, ...found.map(({ lang }) => lang)]);
  if (langs.size !== found.length + 1) throw badField("translations.lang", "language of one text");
  return found;
}

function translation(value: Json): Translation {
  const t = value as { readonly [key: string]: Json } | null;
  if (t === null || typeof t !== "object") throw badField("translations", "translation");
  const { lang, how } = t;
  if (!isLang(lang)) throw badField("translations.lang", "language");
  if (how !== "human" && how !== "machine") throw badField("translations.how", "human or machine");
  const found: Translation = {
    lang,
    text: textIn(t["text"], "translations.text", MAX.text),
    how,
    by: textIn(t["by"], "translations.by", MAX.name),
  };
  if (found.text.trim() === "") throw badField("translations.text", "text");
  if (how === "human" && found.by.trim() === "") throw badField("translations.by", "name");
  return found;
}

const isLang = (value: unknown): value is Body["lang"] => value === "en" || value === "fr" || value === "hi";

function file(value: Json): FileName {
  const f = value as { readonly [key: string]: Json } | null;
  if (f === null || typeof f !== "object") throw badField("files", "file");
  return {
    a: hash(f["a"], "files.a"),
    name: textIn(f["name"], "files.name", MAX.name),
    type: textIn(f["type"], "files.type", MAX.type),
    size: count(f["size"], "files.size"),
  };
}
