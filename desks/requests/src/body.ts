import { badField, count, hash, parseBounded, SetuError, type Hash, type Json } from "@setu/core";

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
  if (lang !== "en" && lang !== "fr" && lang !== "hi") throw badField("lang", "language");
  if (!Array.isArray(value["files"]) || value["files"].length > 32) throw badField("files", "list of files");
  return {
    v: 1,
    ...(value["title"] !== undefined && { title: text(value["title"], "title", MAX.title) }),
    text: text(value["text"], "text", MAX.text),
    lang,
    by: {
      name: text(by?.["name"], "by.name", MAX.name),
      agency: text(by?.["agency"], "by.agency", MAX.name),
    },
    files: value["files"].map(file),
  };
}

function file(value: Json): FileName {
  const f = value as { readonly [key: string]: Json } | null;
  if (f === null || typeof f !== "object") throw badField("files", "file");
  return {
    a: hash(f["a"], "files.a"),
    name: text(f["name"], "files.name", MAX.name),
    type: text(f["type"], "files.type", MAX.type),
    size: count(f["size"], "files.size"),
  };
}

function text(value: Json | undefined, field: string, max: number): string {
  if (typeof value !== "string") throw badField(field, "text");
  if (value.length > max)
    throw new SetuError("TOO_LARGE", `${field} is longer than ${max}`, { detail: { field, max } });
  return value;
}
