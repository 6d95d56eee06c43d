import { Trans } from "@lingui/react/macro";
import { readSearch } from "@setu/requests/screens/list-query.ts";
import { Boundary, LoadProblem, matchPath, useAddress } from "@setu/ui";
import { useMemo } from "react";
import { DESKS, type Desk } from "./desks.ts";
import { lazy } from "./lazy-screen.ts";
import { STATEMENT } from "./outside.tsx";

const Administration = lazy(() => import("./admin/admin.tsx"));

/** Screens that belong to no desk. */
const OWN = [
  { path: "/notices", screen: lazy(() => import("./notices.tsx")) },
  { path: "/me", screen: lazy(() => import("./me.tsx")) },
  { path: "/powers", screen: lazy(() => import("./powers.tsx")) },
  { path: "/duty", screen: lazy(() => import("./duty.tsx")) },
  { path: "/releases", screen: lazy(() => import("./releases.tsx")) },
  { path: "/releases/$item", screen: lazy(() => import("./release.tsx")) },
  { path: "/oversight/grounds", screen: lazy(() => import("./oversight/grounds.tsx")) },
  { path: "/oversight/statistics", screen: lazy(() => import("./oversight/statistics.tsx")) },
  { path: "/oversight/findings", screen: lazy(() => import("./oversight/findings.tsx")) },
  { path: "/oversight/individuals", screen: lazy(() => import("./oversight/individuals.tsx")) },
  { path: "/oversight/individuals/$item", screen: lazy(() => import("./oversight/individual.tsx")) },
  { path: "/findings", screen: lazy(() => import("./oversight/my-findings.tsx")) },
  { path: "/oversight", screen: lazy(() => import("./oversight/oversight.tsx")) },
  { path: "/instruments", screen: lazy(() => import("./instruments.tsx")) },
  { path: "/uses/$item", screen: lazy(() => import("./uses.tsx")) },
  { path: "/permissions", screen: lazy(() => import("./permissions.tsx")) },
  { path: "/permissions/$item", screen: lazy(() => import("./permission.tsx")) },
  { path: "/permissions/on/$item", screen: lazy(() => import("./give-on.tsx")) },
  { path: "/permissions/of/$item", screen: lazy(() => import("./permission-ask.tsx")) },
  { path: "/use/$item", screen: lazy(() => import("./use.tsx")) },
  { path: "/administration", screen: Administration },
  { path: "/administration/$item", screen: Administration },
  { path: "/picture", screen: lazy(() => import("./picture.tsx")) },
  { path: "/first-shift", screen: lazy(() => import("./first-shift.tsx")) },
  { path: STATEMENT, screen: lazy(() => import("./accessibility.tsx")) },
  { path: "/suspensions", screen: lazy(() => import("./suspensions.tsx")) },
  { path: "/link", screen: lazy(() => import("./link.tsx")) },
];

const SCREENS: readonly Desk["screens"][number][] = [
  ...(DESKS as readonly Desk[]).flatMap((desk) => desk.screens),
  ...OWN,
];

/** The screen of the address. */
export function Screens() {
  const { path, search } = useAddress();
  const asked = useMemo(() => readSearch(search), [search]);
  for (const { path: pattern, screen: Screen } of SCREENS) {
    const found = matchPath(pattern, path);
    if (found === null) continue;
    return (
      <Boundary
        place={path}
        instead={(error) => <LoadProblem error={error} retry={() => location.reload()} />}
      >
        <Screen item={found["item"] ?? ""} search={asked} />
      </Boundary>
    );
  }
  return (
    <p className="panel">
      <Trans>There is nothing at this address.</Trans>
    </p>
  );
}
