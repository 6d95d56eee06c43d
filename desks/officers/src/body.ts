import { badField, objectIn, parseBounded, textIn, type Json } from "@setu/core";

/** What people wrote, names included: destroyable, apart from the act (record.md rule 2). The fold never reads it. */
export type Body = {
  readonly v: 1;
  /** The officer posted, as the other side shall read it; on `nominate` alone. */
  readonly name?: string;
  readonly title?: string;
  /** Mission or reason. */
  readonly text: string;
  readonly lang: "en" | "fr" | "hi";
  readonly by: { readonly name: string; readonly agency: string };
};

export const MAX = { name: 200, title: 200, text: 8_000 } as const;
const LANGS = ["en", "fr", "hi"] as const;

/** @throws BAD_FIELD, TOO_LARGE and the codes of parseBounded: hostile bytes of the peer end here */
export function parseBody(bytes: Uint8Array): Body {
  const value = objectIn(parseBounded(bytes, 64 * 1024), "body");
  if (value["v"] !== 1) throw badField("body", "body");
  const by = objectIn(value["by"], "by");
  return {
    v: 1,
    ...written(value),
    by: {
      name: textIn(by["name"], "by.name", MAX.name),
      agency: textIn(by["agency"], "by.agency", MAX.name),
    },
  };
}

/** What an officer writes of it. @throws BAD_FIELD | TOO_LARGE */
export function written(value: { readonly [key: string]: Json }): Omit<Body, "v" | "by"> {
  const lang = LANGS.find((each) => each === value["lang"]);
  if (!lang) throw badField("lang", "language");
  return {
    ...(value["name"] !== undefined && { name: textIn(value["name"], "name", MAX.name) }),
    ...(value["title"] !== undefined && { title: textIn(value["title"], "title", MAX.title) }),
    text: textIn(value["text"], "text", MAX.text),
    lang,
  };
}
