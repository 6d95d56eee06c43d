import { badField, objectIn, parseBounded, textIn, type Json } from "@setu/core";
import { parseDay } from "@setu/core/clock/day.ts";
import type { Lang, Person } from "./api.ts";

/** What people wrote of an individual: destroyable, apart from the act (record.md rule 2). */
/** `asked`: what the individual wrote, beside who she is, in one body. */
export const MAX = { name: 200, contact: 400, asked: 6_000, text: 8_000 } as const;
const LANGS = ["en", "fr", "hi"] as const;

/** Of an act of a consultation. */
export type Body = {
  readonly v: 1;
  readonly text: string;
  readonly lang: Lang;
  readonly by: { readonly name: string; readonly agency: string };
};

/** @throws BAD_FIELD, TOO_LARGE and the codes of parseBounded: hostile bytes of the peer end here */
export function parseBody(bytes: Uint8Array): Body {
  const value = objectIn(parseBounded(bytes, 64 * 1024), "body");
  if (value["v"] !== 1) throw badField("body", "body");
  const by = objectIn(value["by"], "by");
  return {
    v: 1,
    text: textIn(value["text"], "text", MAX.text),
    lang: langOf(value["lang"]),
    by: {
      name: textIn(by["name"], "by.name", MAX.name),
      agency: textIn(by["agency"], "by.agency", MAX.name),
    },
  };
}

/** @throws BAD_FIELD | TOO_LARGE */
export function parsePerson(value: Json | undefined): Person {
  const fields = objectIn(value, "person");
  const name = textIn(fields["name"], "name", MAX.name);
  if (name.trim() === "") throw badField("name", "name");
  const born = textIn(fields["born"], "born", 10);
  return {
    name,
    born: born === "" ? "" : parseDay(born, "born"),
    contact: textIn(fields["contact"], "contact", MAX.contact),
  };
}

/** @throws BAD_FIELD */
export function langOf(value: Json | undefined): Lang {
  const lang = LANGS.find((each) => each === value);
  if (!lang) throw badField("lang", "language");
  return lang;
}
