import { Trans } from "@lingui/react/macro";
import { Link } from "@setu/ui";

/** At the foot of every screen, with and without a session. */
export const Foot = () => (
  <footer className="foot">
    <Link to="/accessibility">
      <Trans context="screen">Accessibility</Trans>
    </Link>
  </footer>
);
