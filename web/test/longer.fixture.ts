import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mock } from "../dev/mock.ts";

/**
 * A language that nobody speaks: French with every word two fifths longer, so that a screen which has room for it has
 * room for any translation that is still to come. It exists in tests only, made from the catalog of the build.
 */
const MORE = 0.4;
const ASSETS = join(import.meta.dirname, "../dist/assets");

/** A message as the catalog keeps it: text, and lists for what is filled in. */
type Message = string | readonly Message[] | { readonly [choice: string]: Message };

type Messages = Readonly<Record<string, Message>>;

/** Tags, styles, entities and what is filled in stay as they are. */
const longerWords = (text: string): string =>
  text.replaceAll(/<style>.*?<\/style>|<[^>]*>|&\w+;|(\p{L}+)/gsu, (whole, word: string | undefined) =>
    word === undefined ? whole : word + word.slice(-1).repeat(Math.ceil(word.length * MORE)),
  );

function longer(message: Message): Message {
  if (typeof message === "string") return longerWords(message);
  if (!Array.isArray(message)) {
    return Object.fromEntries(Object.entries(message).map(([choice, each]) => [choice, longer(each)]));
  }
  const parts = message as readonly Message[];
  return parts.map((part) => (Array.isArray(part) ? filledIn(part as readonly Message[]) : longer(part)));
}

/** `[name, "plural", choices]`: only the choices are words. */
const filledIn = ([name = "", kind, choices]: readonly Message[]): Message =>
  kind === undefined ? [name] : choices === undefined ? [name, kind] : [name, kind, longer(choices)];

const longerAll = (messages: Messages): Messages =>
  Object.fromEntries(Object.entries(messages).map(([id, message]) => [id, longer(message)]));

/**
 * From now on the French of the stand-in is the long one, also where it renders. Not by the browser's interception of
 * requests, with which it keeps no file and fetches the whole build for each screen.
 */
export async function speakLonger(mock: Mock): Promise<void> {
  const file = readdirSync(ASSETS).find((name) => /^fr-.*\.js$/.test(name)) ?? "";
  const { messages, parts } = (await import(pathToFileURL(join(ASSETS, file)).href)) as {
    readonly messages: Messages;
    readonly parts: unknown;
  };
  const long = JSON.stringify(longerAll(messages));
  mock.reword = (path, text) => {
    if (path === `/assets/${file}`)
      return `export const messages = JSON.parse(${JSON.stringify(long)}), parts = ${JSON.stringify(parts)};`;
    if (path.startsWith("/assets/fr/")) return JSON.stringify(longerAll(JSON.parse(text) as Messages));
    return path.startsWith("/read/") ? longerWords(text) : text;
  };
}
