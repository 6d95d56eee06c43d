import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { LOCALES, PlaceContext, type Lang } from "@setu/ui";
import type { RequestView, Session } from "@setu/requests/api.ts";
import { PrintRequest } from "@setu/requests/screens/print-request.tsx";
import { renderToStaticMarkup } from "react-dom/server";
import { messages as en } from "./locales/en.po";
import { messages as fr } from "./locales/fr.po";
import { messages as hi } from "./locales/hi.po";

export { render, style } from "./read/page.tsx";

const CATALOGS = { en, fr, hi } as const;

/**
 * The printable page of a request, whole, for a reader without JavaScript and for paper. It loads `/print.css` and
 * nothing else, and holds nothing that the view did not.
 * @param session the reader's: whose zone stands first, who is printing, and the server's time
 */
export function renderPrint(view: RequestView, session: Session, lang: Lang): string {
  const i18n = setupI18n({ locale: lang, locales: [LOCALES[lang]], messages: { [lang]: CATALOGS[lang] } });
  const page = renderToStaticMarkup(
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${view.ref} · TLP:${view.tlp} · Setu`}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/print.css" />
      </head>
      <body>
        <I18nProvider i18n={i18n}>
          <PlaceContext value={{ ...session, capital: session.node.zone }}>
            <PrintRequest view={view} now={session.now} />
          </PlaceContext>
        </I18nProvider>
      </body>
    </html>,
  );
  return `<!doctype html>\n${page}\n`;
}
