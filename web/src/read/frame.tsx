import { Trans, useLingui } from "@lingui/react/macro";
import { READ, type ReadPage, type Reader } from "@setu/requests/read-pages.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { LogEdge } from "@setu/requests/screens/read/read-request.tsx";
import { LANGS, Moment, NATIVE, Tlp, useLang, usePlace } from "@setu/ui";
import { Content } from "./content.tsx";
import { markingOf } from "./marking.ts";

type Props = { readonly page: ReadPage; readonly reader: Reader };

/**
 * The edge of every page: its marking, and on paper also what was printed, by whom, when, and from which signed logs.
 * The edge is a header and a footer group, so that browsers repeat it on each sheet.
 */
export function Frame({ page, reader }: Props) {
  const { session, now } = reader;
  return (
    <div className="sheet">
      <header className="edge">
        <a className="skip" href="#main">
          <Trans>Skip to the content</Trans>
        </a>
        <Training reader={reader} />
        <Edge page={page} reader={reader} />
        <Bar reader={reader} />
      </header>
      <main id="main" tabIndex={-1}>
        {session !== null && <AsOf now={now} />}
        <Content page={page} reader={reader} />
      </main>
      <footer className="edge">
        <Edge page={page} reader={reader} foot />
        <Foot />
      </footer>
    </div>
  );
}

/** In the edge that repeats on every sheet: paper is what somebody carries away. */
function Training({ reader: { node } }: Pick<Props, "reader">) {
  if (node.training !== true) return null;
  return (
    <p className="training-band">
      <strong>
        <Trans context="node">TRAINING</Trans>
      </strong>{" "}
      <Trans>Nothing here is real, and nothing of it reaches the live exchange.</Trans>
    </p>
  );
}

function Foot() {
  const { href } = useReading();
  return (
    <p className="screen">
      <a href={href("/accessibility")}>
        <Trans context="screen">Accessibility</Trans>
      </a>
    </p>
  );
}

function Edge({ page, reader, foot = false }: Props & { readonly foot?: boolean }) {
  const label = markingOf(page);
  return (
    <div className="edge-line">
      {label !== null && <Tlp label={label} />} <Ref page={page} />
      {reader.session !== null && !foot && <PrintedBy now={reader.now} />}
      {(page.kind === "request" || page.kind === "dossier") && foot && (
        <span className="paper">
          <LogEdge logs={page.logs} />
        </span>
      )}
    </div>
  );
}

/** Of the matter, where the page is about one. */
function Ref({ page }: Pick<Props, "page">) {
  const ref = refOn(page);
  return (
    ref !== null && (
      <strong className="mono" translate="no">
        {ref}
      </strong>
    )
  );
}

function refOn(page: ReadPage): string | null {
  if (page.kind === "request") return page.view.ref;
  if (page.kind === "dossier") return page.dossier.ref;
  if (page.kind === "release") return page.view.ref;
  return page.kind === "manifest" || page.kind === "package" ? page.ref : null;
}

function PrintedBy({ now }: { readonly now: number }) {
  const { officer, node } = usePlace();
  const agency = agencyName(officer.agency, useLang());
  return (
    <span className="paper">
      <Trans>
        Printed by {officer.name}, {agency}
      </Trans>
      , <Moment at={now} zone={node.zone} />
    </span>
  );
}

/** Where nothing renews itself the page says since when. */
function AsOf({ now }: { readonly now: number }) {
  const { node, peer } = usePlace();
  return (
    <p className="as-of">
      <strong>
        <Trans>
          As of <Moment at={now} zone={node.zone} />
        </Trans>
      </strong>
      {peer !== null && (
        <>
          {" "}
          · <Moment at={now} zone={peer.zone} />
        </>
      )}
      .{" "}
      <span className="screen">
        <Trans>This page does not renew itself.</Trans>
      </span>
    </p>
  );
}

function Bar({ reader }: Pick<Props, "reader">) {
  const { node, session, lang } = reader;
  return (
    <div className="bar screen">
      <p>
        <strong translate="no">Setu</strong> · {node.name[lang]}
      </p>
      {session !== null && <Screens />}
      <Languages reader={reader} />
      {session !== null && (
        <form method="post" action={`${READ}/sign-out`}>
          <input type="hidden" name="csrf" value={session.csrf} />
          <bdi>{session.officer.name}</bdi>{" "}
          <button type="submit">
            <Trans context="button">Sign out</Trans>
          </button>
        </form>
      )}
    </div>
  );
}

function Screens() {
  const { t } = useLingui();
  const { href } = useReading();
  return (
    <nav aria-label={t`Screens`}>
      <ul>
        <li>
          <a href={href("/inbox")}>
            <Trans context="screen">Inbox</Trans>
          </a>
        </li>
        <li>
          <a href={href("/sent")}>
            <Trans context="screen">Sent requests</Trans>
          </a>
        </li>
        <li>
          <a href={href("/all")}>
            <Trans context="screen">All requests</Trans>
          </a>
        </li>
        <li>
          <a href={href("/search")}>
            <Trans context="screen">Search</Trans>
          </a>
        </li>
        <li>
          <a href={href("/notices")}>
            <Trans context="screen">Notices</Trans>
          </a>
        </li>
        <li>
          <a href={href("/picture")}>
            <Trans context="screen">Common picture</Trans>
          </a>
        </li>
        <li>
          <a href={href("/link")}>
            <Trans context="screen">Link health</Trans>
          </a>
        </li>
        <li>
          <a href={href("/releases")}>
            <Trans context="screen">Releases</Trans>
          </a>
        </li>
        <li>
          <a href={href("/suspensions")}>
            <Trans context="screen">Suspensions</Trans>
          </a>
        </li>
        <li>
          <a href="/">
            <Trans>Screens for writing</Trans>
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** Each language under its own name leads to this page in it. */
function Languages({ reader: { lang, address } }: Pick<Props, "reader">) {
  const { t } = useLingui();
  const [path = "", query = ""] = address.split("?", 2);
  return (
    <nav aria-label={t`Language`}>
      <ul>
        {LANGS.map((each) => (
          <li key={each}>
            <a
              href={`${path}?${inLanguage(query, each)}`}
              lang={each}
              hrefLang={each}
              aria-current={each === lang ? "true" : undefined}
            >
              {NATIVE[each]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function inLanguage(query: string, lang: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set("lang", lang);
  return parameters.toString();
}
