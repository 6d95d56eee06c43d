import { Plural, Trans } from "@lingui/react/macro";
import type { Completeness, Dossier } from "@setu/requests/dossier.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { ReadOurs } from "@setu/requests/screens/read/read-ours.tsx";
import { Crossing, StandsOn } from "@setu/requests/screens/read/read-request.tsx";
import { trailWords } from "@setu/requests/trail-words.ts";
import { useLang, usePlace, When } from "@setu/ui";
import { Decision } from "./dossier-decision.tsx";

type Props = Extract<ReadPage, { readonly kind: "dossier" }>;

/**
 * How a matter was decided, for oversight, on one page and on paper: who knew what when, the risk before anything was
 * done about it, what was said against it, who let it go, what crossed and what followed.
 */
export function ReadDossier({ dossier, view, logs }: Props) {
  const { decisions, ref } = dossier;
  return (
    <>
      <h1>
        <Trans>
          Dossier:{" "}
          <span className="mono" translate="no">
            {ref}
          </span>
        </Trans>
      </h1>
      {view !== null && view.title !== null && (
        <p lang={view.lang ?? undefined}>
          <bdi>{view.title}</bdi>
        </p>
      )}
      <section aria-labelledby="decisions">
        <h2 id="decisions">
          <Trans>What was decided, and by whom</Trans>
        </h2>
        {decisions.length === 0 && (
          <p>
            <Trans>Nothing of this matter was put before a second person.</Trans>
          </p>
        )}
        {decisions.map((decision) => (
          <Decision
            key={decision.id}
            decision={decision}
            act={view?.timeline.find(({ id }) => id === decision.id) ?? null}
          />
        ))}
      </section>
      <Knew dossier={dossier} />
      {view === null ? (
        <p>
          <Trans>Nothing of this matter crossed.</Trans>
        </p>
      ) : (
        <>
          {view.ours.intake === null && <Crossing view={view} />}
          <Hashes dossier={dossier} />
          <ReadOurs view={view} />
          {view.ours.intake === null && <StandsOn view={view} logs={logs} />}
        </>
      )}
      <Complete complete={dossier.complete} />
    </>
  );
}

/** Who opened it, looked at its files, or was shown it by a search, in the order of time. */
function Knew({ dossier: { knew } }: { readonly dossier: Dossier }) {
  const lang = useLang();
  const { names } = useReading();
  const { node } = usePlace();
  return (
    <section aria-labelledby="knew">
      <h2 id="knew">
        <Trans>Who knew what, and when</Trans>
      </h2>
      {knew.length === 0 ? (
        <p>
          <Trans>Nobody here has opened it.</Trans>
        </p>
      ) : (
        <ol>
          {knew.map((row) => (
            <li key={row.pos}>
              <When at={row.at} both={false} />:{" "}
              <bdi>{row.name ?? (row.by === node.party ? node.name[lang] : row.by)}</bdi>{" "}
              {trailWords(row.do, row.args, { lang, names })}{" "}
              {row.do === "query" && (
                <>
                  (<Trans>this matter was among what was shown</Trans>)
                </>
              )}{" "}
              <span className="muted">
                <Trans>log index {row.pos}</Trans>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Hashes({ dossier: { hashes } }: { readonly dossier: Dossier }) {
  const all = Object.entries(hashes);
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="hashes">
      <h2 id="hashes">
        <Trans>The acts that crossed, by the SHA-256 of their bytes</Trans>
      </h2>
      <dl className="facts">
        {all.map(([id, hash]) => (
          <div key={id}>
            <dt className="mono hash">{id}</dt>
            <dd className="mono hash">{hash}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What of it is here, and what nobody can say. */
function Complete({ complete }: { readonly complete: Completeness }) {
  const { home, ours, theirs, gone, size, unreadable } = complete;
  return (
    <section aria-labelledby="complete">
      <h2 id="complete">
        <Trans>Is this all?</Trans>
      </h2>
      <ul>
        <li>
          <Plural
            value={home}
            one="# entry of the home log names this matter."
            other="# entries of the home log name this matter."
          />
        </li>
        <li>
          <Trans>
            Acts that crossed: {ours} of ours, {theirs} of theirs.
          </Trans>
        </li>
        <li>
          {gone === 0 ? (
            <Trans>The text of each of them is here.</Trans>
          ) : (
            <Plural
              value={gone}
              one="Of # the text is not here: destroyed, lost or never readable, as the act says."
              other="Of # the texts are not here: destroyed, lost or never readable, as each act says."
            />
          )}
        </li>
        <li>
          {unreadable === 0 ? (
            <Trans>The home log has {size} entries, and each of them can be read.</Trans>
          ) : (
            <Trans>
              The home log has {size} entries, of which {unreadable} cannot be read: whether one of those
              names this matter nobody can say.
            </Trans>
          )}
        </li>
        <li>
          <Trans>
            What was never written down is in no dossier. Whether the logs are those that were signed says the
            verifier, not this page.
          </Trans>
        </li>
      </ul>
    </section>
  );
}
