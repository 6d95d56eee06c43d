import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import type { KeysView } from "@setu/requests/administration.ts";
import { Notice, When } from "@setu/ui";

type End = KeysView["ends"][number];

/** What has an end, and what to do before it. */
const USES: Readonly<
  Record<string, { readonly what: MessageDescriptor; readonly remedy: MessageDescriptor }>
> = {
  tls: {
    what: msg`Certificate of the line`,
    remedy: msg`Whoever runs the machine renews it with setu keys rotate --tls; the link stays up.`,
  },
  authority: {
    what: msg`Authority of officers’ smart cards`,
    remedy: msg`Its next certificate has to be in the configuration before this one ends.`,
  },
  revocations: {
    what: msg`List of revoked smart cards`,
    remedy: msg`Fetch the newest list: without one nobody signs in with a card.`,
  },
};

/** Warnings first, then every end with its date: a list that leaves some out says nothing of the rest. */
export function KeyEnds({ ends }: { readonly ends: readonly End[] }) {
  const { _ } = useLingui();
  const named = (use: string) => (USES[use] ? _(USES[use].what) : use);
  return (
    <>
      {ends.map(({ use, name, until, days }) =>
        days === null ? null : (
          <Notice key={`${use} ${name} ${until}`} tone="warning">
            <strong>{named(use)}</strong>
            <br />
            <EndIn until={until} days={days} /> {USES[use] && _(USES[use].remedy)}
          </Notice>
        ),
      )}
      {ends.length > 0 && (
        <section className="panel" aria-labelledby="key-ends">
          <h2 id="key-ends">
            <Trans>What ends</Trans>
          </h2>
          <dl className="facts">
            {ends.map(({ use, name, until }) => (
              <div key={`${use} ${name} ${until}`} className="fact">
                <dt>{named(use)}</dt>
                <dd>
                  {until === 0 ? (
                    <Trans>cannot be read</Trans>
                  ) : (
                    <Trans>
                      until <When at={until} both={false} />
                    </Trans>
                  )}
                  <span className="mono fingerprint" translate="no">
                    {name}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function EndIn({ until, days }: { readonly until: number; readonly days: number }) {
  if (until === 0) return <Trans>It cannot be read, which counts as ended.</Trans>;
  if (days === 0) return <Trans>It has ended.</Trans>;
  return <Plural value={days} one="It ends within # day." other="It ends within # days." />;
}
