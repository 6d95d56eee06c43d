import { Trans } from "@lingui/react/macro";
import type { LinkView } from "@setu/requests/api.ts";
import { Notice, When } from "@setu/ui";

/** Who beside the other side signs that our logs only grow; nothing where nobody is asked. */
export function Witnesses({ of }: { readonly of: LinkView["witnesses"] }) {
  if (!of) return null;
  return (
    <section className="panel" aria-labelledby="witnesses">
      <h2 id="witnesses">
        <Trans>Witnesses</Trans>
      </h2>
      <p className="muted">
        <Trans>
          They sign with their own clock that our logs only grow. They see no record, and nothing waits for
          them.
        </Trans>
      </p>
      {of.late && (
        <Notice tone="warning">
          <p>
            <Trans>
              Not enough witnesses have signed for a long time. Tell the person who runs this node.
            </Trans>
          </p>
        </Notice>
      )}
      <dl className="facts">
        <dt>
          <Trans>Enough of them, last</Trans>
        </dt>
        <dd>{of.enough === null ? <Trans>Not yet</Trans> : <When at={of.enough} />}</dd>
        {of.each.map(({ name, at, refused }) => (
          <Each key={name} name={name} at={at} refused={refused} />
        ))}
      </dl>
    </section>
  );
}

function Each({ name, at, refused }: NonNullable<LinkView["witnesses"]>["each"][number]) {
  return (
    <>
      <dt translate="no">{name}</dt>
      <dd>
        {at === null ? <Trans>Has not signed yet</Trans> : <When at={at} />}
        {refused !== null && (
          <div className="meta">
            {refused === "SILENT" ? (
              <Trans>Does not answer</Trans>
            ) : (
              <>
                <Trans>Did not sign when last asked:</Trans>{" "}
                <span className="mono" translate="no">
                  {refused}
                </span>
              </>
            )}
          </div>
        )}
      </dd>
    </>
  );
}
