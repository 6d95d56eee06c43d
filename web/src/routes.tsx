import { Trans } from "@lingui/react/macro";
import { createRootRoute, createRoute, createRouter, useParams, useSearch } from "@tanstack/react-router";
import { lazy } from "react";
import { DESKS, type Desk, type Search } from "./desks.ts";
import { Shell } from "./shell.tsx";

const LinkScreen = lazy(() => import("./link.tsx"));

/** What an address may say about a list; anything else in it is dropped. */
function readSearch(search: Record<string, unknown>): Search {
  const { q, page } = search;
  return {
    ...((typeof q === "string" || typeof q === "number") && q !== "" && { q: String(q).slice(0, 200) }),
    ...(typeof page === "number" && Number.isSafeInteger(page) && page > 0 && { page }),
  };
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const deskRoutes = (DESKS as readonly Desk[]).flatMap((desk) =>
  desk.screens.map(({ path, screen: Screen }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      validateSearch: readSearch,
      component: function DeskScreen() {
        const { item = "" } = useParams({ strict: false }) as { item?: string };
        const search = useSearch({ strict: false }) as Search;
        return <Screen item={item} search={search} />;
      },
    }),
  ),
);
const link = createRoute({ getParentRoute: () => root, path: "/link", component: LinkScreen });

export const router = createRouter({
  routeTree: root.addChildren([...deskRoutes, link]),
  defaultPreload: false,
});

function NotFound() {
  return (
    <p className="panel">
      <Trans>There is nothing at this address.</Trans>
    </p>
  );
}
