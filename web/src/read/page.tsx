import { msg } from "@lingui/core/macro";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import type { ReadPage, Reader } from "@setu/requests/read-pages.ts";
import { ReadingContext } from "@setu/requests/screens/read/links.ts";
import { LOCALES, PlaceContext, setServerNow } from "@setu/ui";
import { renderToStaticMarkup } from "react-dom/server";
import { messages as en } from "../locales/en.po";
import { messages as fr } from "../locales/fr.po";
import { messages as hi } from "../locales/hi.po";
import { placeOf } from "../place-of.ts";
import { titleOf } from "./content.tsx";
import { Frame } from "./frame.tsx";
import STYLE from "./read.css?inline";

const CATALOGS = { en, fr, hi } as const;

export { STYLE as style };

const TRAINING = msg({ context: "node", message: "TRAINING" });

/**
 * A page for a reader without JavaScript and for paper, whole in one answer: no script, no picture, one style element
 * (`style`, by whose hash a policy can allow it), and nothing that the page was not given.
 */
export function render(page: ReadPage, reader: Reader): string {
  const { lang, session, zone } = reader;
  const i18n = setupI18n({ locale: lang, locales: [LOCALES[lang]], messages: { [lang]: CATALOGS[lang] } });
  // What is left of a deadline is counted from the instant that stands at the head of the page.
  setServerNow(reader.now);
  const html = renderToStaticMarkup(
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${reader.node.training === true ? `${i18n._(TRAINING)} · ` : ""}${titleOf(page, i18n)} · Setu`}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <I18nProvider i18n={i18n}>
          <PlaceContext value={session && placeOf(session, zone)}>
            <ReadingContext value={reader}>
              <Frame page={page} reader={reader} />
            </ReadingContext>
          </PlaceContext>
        </I18nProvider>
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}
