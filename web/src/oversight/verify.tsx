import { Trans } from "@lingui/react/macro";
import type { Trail } from "@setu/requests/trail.ts";
import { useVerifier } from "./oversight-data.ts";

/** How the reviewer checks all this without trusting the node that shows it. */
export function Verify({ head }: { readonly head: Trail["head"] | null }) {
  const { data } = useVerifier();
  const file = data?.file;
  return (
    <section className="panel" aria-labelledby="verify">
      <h2 id="verify" tabIndex={-1}>
        <Trans>Verify in this browser</Trans>
      </h2>
      <p>
        <Trans>
          This page is written by the node that you review: a node that lies would write it too. What it
          cannot forge is an export, checked by a verifier that does not come from it.
        </Trans>
      </p>
      <ol>
        <li>
          <Trans>
            Take the file setu-verifier.html from whoever publishes it for both governments, or have it built:
            the same source gives the same bytes everywhere. Compare its SHA-256 with the published one, by a
            tool that comes from neither.
          </Trans>
        </li>
        <li>
          <Trans>
            Open it from your own disk. It closes every way to a network before it reads anything.
          </Trans>
        </li>
        <li>
          <Trans>
            Ask the administrator for an export (setu export-review), check it, and keep what there is to
            remember. Then give a seed of your own and check the second export with it.
          </Trans>
        </li>
      </ol>
      {head !== null && (
        <p>
          <Trans>
            The home log of this node has {head.size} entries now, under this root. The export that you check
            must have at least as many.
          </Trans>{" "}
          <code className="hash" translate="no">
            {head.root}
          </code>
        </p>
      )}
      {file === null && (
        <p>
          <Trans>This node hands out no verifier. That is no loss: it is better from elsewhere.</Trans>
        </p>
      )}
      {file !== undefined && file !== null && (
        <>
          <p>
            <a href={file.href} download>
              <Trans>The verifier as this node hands it out</Trans>
            </a>{" "}
            <code className="hash" translate="no">
              SHA-256 {file.sha256}
            </code>
          </p>
          <p className="muted">
            <Trans>
              It is better from elsewhere: who could change the trail could change this file and this hash
              with it. Use it only where the hash is the published one.
            </Trans>
          </p>
        </>
      )}
    </section>
  );
}
