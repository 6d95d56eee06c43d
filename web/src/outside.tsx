import { Trans } from "@lingui/react/macro";
import { Link } from "@setu/ui";
import { Suspense } from "react";
import { lazy } from "./lazy-screen.ts";
import { Preferences } from "./preferences.tsx";

const Accessibility = lazy(() => import("./accessibility.tsx"));

/** The address of what anybody may read. */
export const STATEMENT = "/accessibility";

/** The statement for whoever is not signed in: who cannot sign in must be able to read why, and whom to tell. */
export const Outside = () => (
  <div className="sign-in">
    <header>
      <p className="product" translate="no">
        Setu
      </p>
      <Preferences />
    </header>
    <main id="main" tabIndex={-1}>
      <Suspense fallback={null}>
        <Accessibility />
      </Suspense>
      <p>
        <Link to="/">
          <Trans>Sign in</Trans>
        </Link>
      </p>
    </main>
  </div>
);
