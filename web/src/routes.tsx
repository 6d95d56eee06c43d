import { Trans } from "@lingui/react/macro";
import { createRootRoute, createRoute, createRouter, useParams, useSearch } from "@tanstack/react-router";
import { readSearch, type DeskSearch } from "@setu/requests/screens/list-query.ts";
import { DESKS, type Desk } from "./desks.ts";
import { lazy } from "./lazy-screen.ts";
import { Shell } from "./shell.tsx";

/** Screens that belong to no desk. */
const OWN = [
  { path: "/notices", screen: lazy(() => import("./notices.tsx")) },
  { path: "/me", screen: lazy(() => import("./me.tsx")) },
  { path: "/picture", screen: lazy(() => import("./picture.tsx")) },
  { path: "/first-shift", screen: lazy(() => import("./first-shift.tsx")) },
  { path: "/link", screen: lazy(() => import("./link.tsx")) },
] as const;

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const deskRoutes = (DESKS as readonly Desk[]).flatMap((desk) =>
  desk.screens.map(({ path, screen: Screen }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      validateSearch: readSearch,
      component: function DeskScreen() {
        const { item = "" } = useParams({ strict: false }) as { item?: string };
        const search = useSearch({ strict: false }) as DeskSearch;
        return <Screen item={item} search={search} />;
      },
    }),
  ),
);
const ownRoutes = OWN.map(({ path, screen }) =>
  createRoute({ getParentRoute: () => root, path, component: screen }),
);

export const router = createRouter({
  routeTree: root.addChildren([...deskRoutes, ...ownRoutes]),
  defaultPreload: false,
  // Every parameter stays the text it was: a number that begins with 0, or the word "true", is what somebody looks for.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text === "" ? "" : `?${text}`;
  },
});

function NotFound() {
  return (
    <p className="panel">
      <Trans>There is nothing at this address.</Trans>
    </p>
  );
}
