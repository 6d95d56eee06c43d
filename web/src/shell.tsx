import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { clockTime, Notice, useLang, useNow, usePageKey, usePlace, type NodeName } from "@setu/ui";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Suspense, useCallback, useEffect, useRef } from "react";
import { DESKS, type Desk } from "./desks.ts";
import { useEvents } from "./events.ts";
import { LinkNotice } from "./link-state.tsx";
import { Preferences } from "./preferences.tsx";
import { isSkewed, useSession } from "./session.tsx";

/** The bar, the two clocks, the way to every screen, and the state of the link when it is not up. */
export function Shell() {
  const { t } = useLingui();
  const { _ } = useI18n();
  const { officer, node } = usePlace();
  const { signOut } = useSession();
  const lang = useLang();
  useEvents();
  useFocusOnArrival();
  useSearchKey();
  return (
    <>
      <a className="skip" href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <header className="bar">
        <p className="product">
          <span translate="no">Setu</span> <span className="node">{node.name[lang]}</span>
        </p>
        <Clocks />
        <Preferences />
        <p className="officer">
          <span>
            {officer.name} <span className="muted">· {agencyName(officer.agency, lang)}</span>
          </span>
          <button type="button" className="link-button" onClick={signOut}>
            <Trans context="button">Sign out</Trans>
          </button>
        </p>
      </header>
      <nav className="screens" aria-label={t`Screens`}>
        {(DESKS as readonly Desk[]).flatMap((desk) =>
          desk.screens.map(
            ({ path, name }) =>
              name !== undefined && (
                <Link key={path} to={path} activeOptions={{ exact: true, includeSearch: false }}>
                  {_(name)}
                </Link>
              ),
          ),
        )}
        <Link to="/link">
          <Trans context="screen">Link health</Trans>
        </Link>
      </nav>
      <main id="main" tabIndex={-1}>
        <LinkNotice />
        {isSkewed() && (
          <Notice tone="warning">
            <Trans>
              This computer's clock is wrong by more than 30 seconds. Times here follow the server.
            </Trans>
          </Notice>
        )}
        <Suspense
          fallback={
            <p role="status">
              <Trans>Loading the screen…</Trans>
            </p>
          }
        >
          <Outlet />
        </Suspense>
      </main>
    </>
  );
}

/** A new screen starts at its top: focus goes to it, unless the screen takes the focus itself. */
function useFocusOnArrival(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) document.getElementById("main")?.focus();
    first.current = false;
  }, [path]);
}

/** From every screen to the search; on the search itself the key goes to its field. */
function useSearchKey(): void {
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.pathname === "/search" });
  const go = useCallback(() => {
    if (!here) void navigate({ to: "/search" });
  }, [here, navigate]);
  usePageKey("/", go);
}

/** The time in both capitals, renewed once a minute. */
function Clocks() {
  const { t } = useLingui();
  const { node, peer } = usePlace();
  return (
    <dl className="clocks" aria-label={t`Time in both capitals`}>
      <Clock place={node} />
      {peer !== null && <Clock place={peer} />}
    </dl>
  );
}

function Clock({ place }: { readonly place: NodeName }) {
  const lang = useLang();
  const now = useNow();
  return (
    <div>
      <dt>{place.name[lang]}</dt>
      <dd>
        <time dateTime={new Date(now).toISOString()}>
          {clockTime(now, place.zone, lang)} {place.zone.label}
        </time>
      </dd>
    </div>
  );
}
