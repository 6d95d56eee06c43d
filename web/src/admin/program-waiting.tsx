import { Trans } from "@lingui/react/macro";
import type { ProgramsView } from "@setu/requests/administration.ts";
import { usePlace, When } from "@setu/ui";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { ProgramFacts } from "./program-facts.tsx";

/** Programs that one administrator wants to register: another sees all that they would be given, and confirms that. */
export function WaitingPrograms({ view: { proposals, names } }: { readonly view: ProgramsView }) {
  const { officer: me } = usePlace();
  const deed = useProving<void>(keyOf("programs"));
  if (proposals.length === 0) return null;
  const act = (proposal: string, what: "confirm" | "drop") =>
    deed.mutate(() => postTo(`programs/${proposal}/${what}`));
  return (
    <section className="panel" aria-labelledby="waiting-programs">
      <h2 id="waiting-programs">
        <Trans>Waiting for a second administrator</Trans>{" "}
        <span className="figures">({proposals.length})</span>
      </h2>
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      <ul className="changes">
        {proposals.map((program) => {
          const { proposal, proposedBy, at, until, name } = program;
          const own = proposedBy === me.id;
          return (
            <li key={proposal}>
              <article aria-label={name}>
                <ProgramFacts program={program}>
                  <dt>
                    <Trans context="program">Its term</Trans>
                  </dt>
                  <dd>
                    <Trans>
                      until <When at={until} both={false} />
                    </Trans>
                  </dd>
                </ProgramFacts>
                <p className="muted">
                  <Trans>
                    proposed by <bdi>{names[proposedBy] ?? proposedBy}</bdi>, <When at={at} both={false} />
                  </Trans>
                </p>
                {own && (
                  <p className="muted">
                    <Trans>You proposed it: another administrator confirms it.</Trans>
                  </p>
                )}
                <div className="actions">
                  {!own && (
                    <button
                      type="button"
                      className="button primary"
                      aria-disabled={deed.isPending}
                      onClick={() => act(proposal, "confirm")}
                    >
                      <Trans context="button">Register it</Trans>
                    </button>
                  )}
                  <button
                    type="button"
                    className="button"
                    aria-disabled={deed.isPending}
                    onClick={() => act(proposal, "drop")}
                  >
                    <Trans context="button">Drop it</Trans>
                  </button>
                </div>
              </article>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
