import { Trans } from "@lingui/react/macro";
import type { LinkView } from "@setu/requests/api.ts";
import { When } from "@setu/ui";

/** What was carried; nothing where there is a line and no file has gone beside it. */
export function CarriedFiles({ of }: { readonly of: LinkView["carried"] }) {
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
          <Trans>Theirs, as of</Trans>
        </dt>
        <dd>{of.in === null ? <Trans>None has come yet</Trans> : <When at={of.in.asOf} />}</dd>
        {of.in !== null && (
          <>
            <dt>
              <Trans>Taken here</Trans>
            </dt>
            <dd>
              <When at={of.in.at} />
            </dd>
          </>
        )}
        <dt>
          <Trans>Ours, last written</Trans>
        </dt>
        <dd>{of.out === null ? <Trans>None was written yet</Trans> : <When at={of.out.at} />}</dd>
      </dl>
    </section>
  );
}
