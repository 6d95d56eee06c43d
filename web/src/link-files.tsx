import { Trans } from "@lingui/react/macro";
import type { LinkView } from "@setu/requests/api.ts";
import { When } from "@setu/ui";
import type { ReactNode } from "react";
import { nextOf, type Next } from "./link-next.ts";

/** What was carried; nothing where there is a line and no file has gone beside it. */
export function CarriedFiles({ view }: { readonly view: LinkView }) {
  const { carried: of, road } = view;
  if (!of) return null;
  return (
    <section className="panel" aria-labelledby="carried">
      <h2 id="carried">
        <Trans>Carried files</Trans>
      </h2>
      <p className="muted">
        <Trans>A file says what was true when it was written, and nothing of what came after it.</Trans>
      </p>
      <dl className="facts">
        <dt>
          <Trans>Theirs, as of (by the clock of their node)</Trans>
        </dt>
        <dd>{of.in === null ? <Trans>None has come yet</Trans> : <When at={of.in.asOf} />}</dd>
        {of.in !== null && (
          <>
            <dt>
              <Trans>Taken here (by our clock)</Trans>
            </dt>
            <dd>
              <When at={of.in.at} />
            </dd>
          </>
        )}
        <dt>
          <Trans>Ours, last written (by our clock)</Trans>
        </dt>
        <dd>{of.out === null ? <Trans>None was written yet</Trans> : <When at={of.out.at} />}</dd>
        {of.out !== null && (
          <>
            <dt>
              <Trans>Ours, written into files / receipts that came back</Trans>
            </dt>
            <dd>
              {of.out.sent} / {of.out.receipted}
            </dd>
          </>
        )}
      </dl>
      {road === "file" && NEXT[nextOf(view)]}
    </section>
  );
}

const Command = ({ children }: { readonly children: string }) => (
  <code translate="no" lang="en">
    {children}
  </code>
);
const EXPORT = <Command>setu link export FILE</Command>;
const IMPORT = <Command>setu link import FILE</Command>;

/** To whoever runs the node: officers have no such commands. */
const NEXT: Readonly<Record<Next, ReactNode>> = {
  stopped: null,
  mend: (
    <p>
      <Trans>
        Next, on the machine of this node: write a file ({EXPORT}). It asks for what was lost here, and their
        next file brings it ({IMPORT}).
      </Trans>
    </p>
  ),
  write: (
    <p>
      <Trans>
        Next, on the machine of this node: write a file ({EXPORT}), have it carried, and take theirs when it
        comes ({IMPORT}).
      </Trans>
    </p>
  ),
  carry: (
    <p>
      <Trans>
        Next: our last file is to be carried to them. Their next one brings the receipts; take it on the
        machine of this node ({IMPORT}).
      </Trans>
    </p>
  ),
  nothing: (
    <p>
      <Trans>
        No record waits to be carried. When a file of theirs comes, take it on the machine of this node (
        {IMPORT}).
      </Trans>
    </p>
  ),
};
