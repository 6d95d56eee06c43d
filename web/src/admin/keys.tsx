import { Plural, Trans } from "@lingui/react/macro";
import type { KeysView } from "@setu/requests/administration.ts";
import { useNow, When } from "@setu/ui";
import { KeyEnds } from "./key-ends.tsx";

const DAY = 86_400_000;

/** Public halves, names and dates of the node's keys, and how many keys its officers have. */
export function KeysPart({ data }: { readonly data: KeysView }) {
  const now = useNow();
  const { card, tls, ends, sealing, since, logs, officers } = data;
  const age = Math.floor((now - since) / DAY);
  return (
    <>
      <KeyEnds ends={ends} />
      <section className="panel" aria-labelledby="node-keys">
        <h2 id="node-keys">
          <Trans>Keys of this node</Trans>
        </h2>
        <dl className="facts">
          <dt>
            <Trans>Fingerprint of our card</Trans>
          </dt>
          <dd className="mono" translate="no">
            {card.own}
          </dd>
          <dt>
            <Trans>Fingerprint of their card, as we keep it</Trans>
          </dt>
          <dd className="mono" translate="no">
            {card.peer ?? "–"}
          </dd>
          <dt>
            <Trans>File of keys</Trans>
          </dt>
          <dd>
            <Plural value={age} _0="written today" one="# day old" other="# days old" />
          </dd>
          <dt>
            <Trans>Certificate of the line</Trans>
          </dt>
          <dd>
            <Trans>
              until <When at={tls.until} both={false} />
            </Trans>
            <span className="mono fingerprint" translate="no">
              {tls.fingerprint}
            </span>
          </dd>
          {logs.map(({ lane, keys }) => (
            <div key={lane} className="fact">
              <dt>{lane === "flash" ? <Trans>Lane: flash</Trans> : <Trans>Lane: main</Trans>}</dt>
              <dd>
                <ul className="plain">
                  {keys.map(({ algorithm, id }) => (
                    <li key={algorithm} className="mono" translate="no">
                      {algorithm} {id}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
          <dt>
            <Trans>Keys for sealing</Trans>
          </dt>
          <dd>{sealing}</dd>
        </dl>
        <p className="muted">
          <Trans>The keys themselves are in a file of the node that no screen reads.</Trans>
        </p>
      </section>
      <section className="panel" aria-labelledby="officers-keys">
        <h2 id="officers-keys">
          <Trans>Keys of officers</Trans>
        </h2>
        <dl className="facts">
          <dt>
            <Trans>Passkeys of one device</Trans>
          </dt>
          <dd>{officers.passkey}</dd>
          <dt>
            <Trans>Passkeys that a cloud copies</Trans>
          </dt>
          <dd>{officers.synced}</dd>
          <dt>
            <Trans>Smart cards</Trans>
          </dt>
          <dd>{officers.card}</dd>
          <dt>
            <Trans>Taken out of use</Trans>
          </dt>
          <dd>{officers.ended}</dd>
          <dt>
            <Trans>Accounts without any</Trans>
          </dt>
          <dd>{officers.without}</dd>
        </dl>
      </section>
    </>
  );
}
