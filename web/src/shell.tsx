import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import {
  clockWords,
  Link,
  navigate,
  Notice,
  useAddress,
  useLang,
  useNow,
  usePageKey,
  useGoKeys,
  usePlace,
  WaysContext,
  type Way,
  type Zone,
} from "@setu/ui";
import { Suspense, useCallback, useLayoutEffect, useMemo, useRef, type ReactNode } from "react";
import { DESKS, type Desk, type Screen } from "./desks.ts";
import { useEvents } from "./events.ts";
import { useGuided } from "./guided.ts";
import { Foot } from "./foot.tsx";
import { lazy } from "./lazy-screen.ts";
import { LinkNotice } from "./link-state.tsx";
import { useMenu } from "./menu.tsx";
import { NoticeLink } from "./notice-watch.tsx";
import { PaletteKey } from "./palette-key.tsx";
import { Languages } from "./preferences.tsx";
import { isSkewed, useSession } from "./session.tsx";

const AsOf = lazy(() => import("./as-of.tsx"));

const Guide = lazy(() => import("./guide.tsx"));

/** The bar, the two clocks, the way to every screen, and the state of the link when it is not up. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const { officer, node, powers } = usePlace();
  const { signOut } = useSession();
  const lang = useLang();
  useEvents();
  useFocusOnArrival();
  useSearchKey();
  const ways = useWaysToScreens();
  const guided = useGuided(officer.id);
  const menu = useMenu();
  return (
    <WaysContext value={ways}>
      <a className="skip" href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <header className={`bar${menu.folded}`}>
        <p className="product">
          <span translate="no">Setu</span> <span className="node">{node.name[lang]}</span>
        </p>
        <Clocks />
        <NoticeLink />
        {menu.button}
        <Languages />
        <p className="officer">
          <span>
            {officer.name} <span className="muted">· {agencyName(officer.agency, lang)}</span>
          </span>
          <Link to="/me">
            <Trans context="screen">My settings</Trans>
          </Link>
          <button type="button" className="link-button" onClick={signOut}>
            <Trans context="button">Sign out</Trans>
          </button>
        </p>
      </header>
      <nav className={`screens${menu.folded}`} aria-label={t`Screens`}>
        {powers?.includes("administer") === true && (
          <Link to="/administration">
            <Trans context="screen">Administration</Trans>
          </Link>
        )}
        {screensFor(powers).map(
          ({ path, search, name }) =>
            name !== undefined && (
              <Link key={path} to={path} {...(search && { search })}>
                {_(name)}
              </Link>
            ),
        )}
        <Link to="/picture">
          <Trans context="screen">Common picture</Trans>
        </Link>
        <Link to="/link">
          <Trans context="screen">Link health</Trans>
        </Link>
        <PaletteKey />
      </nav>
      <div className={guided ? "guided" : undefined}>
        <main id="main" tabIndex={-1}>
          <Suspense fallback={null}>
            <AsOf />
          </Suspense>
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
            {children}
          </Suspense>
        </main>
        {guided && (
          <Suspense fallback={null}>
            <Guide />
          </Suspense>
        )}
      </div>
      <Foot />
    </WaysContext>
  );
}

/** The desks' screens that are offered to who holds these powers. */
const screensFor = (powers: readonly string[] = []): readonly Screen[] =>
  (DESKS as readonly Desk[])
    .flatMap((desk) => desk.screens)
    .filter(({ power }) => power === undefined || powers.includes(power));

/** Every screen with its letter: the desks' own, and those that belong to none. */
function useWaysToScreens(): readonly Way[] {
  const { t } = useLingui();
  const { _ } = useI18n();
  const { powers } = usePlace();
  const ways = useMemo(() => {
    const screens = screensFor(powers);
    const way = (letter: string, name: string, to: string, search: Screen["search"] = {}) => ({
      letter,
      name,
      go: () => navigate({ to, search }),
    });
    return [
      ...screens.flatMap(({ letter, name, path, search }) =>
        letter && name ? [way(letter, _(name), path, search)] : [],
      ),
      way("e", t({ context: "screen", message: "Register what came another way" }), "/intake"),
      way("n", t({ context: "screen", message: "Notices" }), "/notices"),
      way("v", t({ context: "screen", message: "Releases" }), "/releases"),
      way("d", t({ context: "screen", message: "Duty" }), "/duty"),
      way("p", t({ context: "screen", message: "Common picture" }), "/picture"),
      way("l", t({ context: "screen", message: "Link health" }), "/link"),
      way("u", t({ context: "screen", message: "Suspensions" }), "/suspensions"),
      way("t", t({ context: "screen", message: "Permissions" }), "/permissions"),
      way("h", t({ context: "screen", message: "Before your first shift" }), "/first-shift"),
      way("x", t({ context: "screen", message: "Accessibility" }), "/accessibility"),
      way("w", t({ context: "screen", message: "My powers" }), "/powers"),
      ...(powers?.includes("oversee") === true
        ? [way("o", t({ context: "screen", message: "Oversight" }), "/oversight")]
        : []),
      ...(powers?.includes("administer") === true
        ? [way("a", t({ context: "screen", message: "Administration" }), "/administration")]
        : []),
      way("y", t({ context: "screen", message: "My settings" }), "/me"),
    ];
  }, [t, _, powers]);
  useGoKeys(ways);
  return ways;
}

/** A new screen starts at its top: focus goes to it first, and what the screen takes in its effects it keeps. */
function useFocusOnArrival(): void {
  const { path } = useAddress();
  const first = useRef(true);
  useLayoutEffect(() => {
    if (!first.current) document.getElementById("main")?.focus();
    first.current = false;
  }, [path]);
}

/** From every screen to the search; on the search itself the key goes to its field. */
function useSearchKey(): void {
  const here = useAddress().path === "/search";
  const go = useCallback(() => {
    if (!here) navigate({ to: "/search" });
  }, [here]);
  usePageKey("/", go);
}

/** The time in both capitals, renewed once a minute. */
function Clocks() {
  const { t } = useLingui();
  const { node, peer, capital } = usePlace();
  const lang = useLang();
  return (
    <dl className="clocks" aria-label={t`Time in both capitals`}>
      {node.zone.id !== capital.id && <Clock name={t`Your desk`} zone={node.zone} />}
      <Clock name={node.name[lang]} zone={capital} />
      {peer !== null && <Clock name={peer.name[lang]} zone={peer.zone} />}
    </dl>
  );
}

function Clock({ name, zone }: { readonly name: string; readonly zone: Zone }) {
  const lang = useLang();
  const now = useNow();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <time dateTime={new Date(now).toISOString()}>{clockWords(now, zone, lang)}</time>
      </dd>
    </div>
  );
}
