import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";

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

/** From now on the page's French is the long one, also where the node renders it. */
export async function speakLonger(page: Page): Promise<void> {
  const file = readdirSync(ASSETS).find((name) => /^fr-.*\.js$/.test(name)) ?? "";
  const { messages, parts } = (await import(pathToFileURL(join(ASSETS, file)).href)) as {
    readonly messages: Messages;
    readonly parts: unknown;
  };
  const long = JSON.stringify(longerAll(messages));
  await page.route(`**/assets/${file}`, (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `export const messages = JSON.parse(${JSON.stringify(long)}), parts = ${JSON.stringify(parts)};`,
    }),
  );
  await page.route("**/assets/fr/*.json", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: longerAll((await answer.json()) as Messages) });
  });
  await page.route(/\/(?:read|print)\//, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: longerWords(await answer.text()) });
  });
}
