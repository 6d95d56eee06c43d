import { Plural } from "@lingui/react/macro";

/** What the scanner found stands in every list, so that nobody waits for a file that will not open. */
export const HeldFiles = ({ count = 0 }: { readonly count: number | undefined }) =>
  count === 0 ? null : (
    <strong>
      <Plural value={count} one="# file held" other="# files held" />
    </strong>
  );
