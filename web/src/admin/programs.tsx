import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ProgramRow, ProgramsView } from "@setu/requests/administration.ts";
import { useNow, When } from "@setu/ui";
import { useState } from "react";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { ProgramFacts } from "./program-facts.tsx";
import { RegisterForm } from "./program-form.tsx";
import { WaitingPrograms } from "./program-waiting.tsx";

const DAY = 86_400_000;
const SOON = 30 * DAY;

/** Programs with a key of their own: what each may reach, when it was last here, and how much of its term is left. */
export function ProgramsPart({ data }: { readonly data: ProgramsView }) {
  const now = useNow();
  const [open, setOpen] = useState(false);
  const works = ({ revoked, until }: ProgramRow): boolean => revoked === null && until > now;
  const [here, over] = [data.programs.filter(works), data.programs.filter((each) => !works(each))];
  return (
    <>
      <WaitingPrograms view={data} />
      <section className="panel" aria-labelledby="machine-programs">
        <h2 id="machine-programs">
          <Trans context="administration">Programs</Trans> <span className="figures">({here.length})</span>
        </h2>
        <p className="muted">
          <Trans>
            They sign in by a key or a certificate of their own and are judged as officers are. To register
            one takes two administrators; to end one takes one, and counts at once.
          </Trans>
        </p>
        {here.length === 0 && (
          <p className="muted">
            <Trans>No program signs in here.</Trans>
          </p>
        )}
        <ul className="changes">
          {here
            .toSorted((one, other) => one.until - other.until)
            .map((each) => (
              <li key={each.id}>
                <Program program={each} />
              </li>
            ))}
        </ul>
        {open ? (
          <RegisterForm view={data} done={() => setOpen(false)} />
        ) : (
          <div className="actions">
            <button type="button" className="button" aria-expanded={false} onClick={() => setOpen(true)}>
              <Trans context="button">Register a program</Trans>
            </button>
          </div>
        )}
      </section>
      {over.length > 0 && (
        <section className="panel" aria-labelledby="programs-over">
          <h2 id="programs-over">
            <Trans>Ended programs</Trans> <span className="figures">({over.length})</span>
          </h2>
          <ul>
            {over.map(({ id, name, revoked, until }) => (
              <li key={id}>
                <bdi>{name}</bdi>{" "}
                <span className="mono muted" translate="no">
                  {id}
                </span>{" "}
                <span className="muted">
                  {revoked === null ? (
                    <Trans>
                      ended <When at={until} both={false} />
                    </Trans>
                  ) : (
                    <Trans>
                      revoked <When at={revoked} both={false} />
                    </Trans>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Program({ program }: { readonly program: ProgramRow }) {
  const { t } = useLingui();
  const revoke = useProving<void>(keyOf("programs"));
  const [sure, setSure] = useState(false);
  const { id, name, used } = program;
  return (
    <article aria-label={name}>
      <ProgramFacts program={program}>
        <Term program={program} />
        <dt>
          <Trans context="program">Last token</Trans>
        </dt>
        <dd>{used === null ? <Trans context="program">Never</Trans> : <When at={used} both={false} />}</dd>
      </ProgramFacts>
      {revoke.error !== null && <ProvingProblem error={revoke.error} />}
      {sure && (
        <p role="status">
          <Trans>Its tokens end at once. It comes back under a new id and a new key only.</Trans>
        </p>
      )}
      <div className="actions">
        {sure ? (
          <>
            <button
              type="button"
              className="button primary"
              autoFocus
              aria-label={`${t({ context: "button", message: "End it now" })}: ${name}`}
              aria-disabled={revoke.isPending}
              onClick={() => revoke.mutate(() => postTo(`clients/${id}/revoke`))}
            >
              <Trans context="button">End it now</Trans>
            </button>
            <button type="button" className="button" onClick={() => setSure(false)}>
              <Trans context="button">Cancel</Trans>
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button"
            aria-label={`${t({ context: "button", message: "End this program" })}: ${name}`}
            onClick={() => setSure(true)}
          >
            <Trans context="button">End this program</Trans>
          </button>
        )}
      </div>
    </article>
  );
}

/** The words say what the bar draws. */
function Term({ program: { made, until } }: { readonly program: ProgramRow }) {
  const now = useNow();
  const gone = Math.min(1, Math.max(0, (now - made) / (until - made)));
  const days = Math.ceil((until - now) / DAY);
  const soon = until - now < SOON;
  return (
    <>
      <dt>
        <Trans context="program">Its term</Trans>
      </dt>
      <dd>
        <Trans>
          until <When at={until} both={false} />
        </Trans>{" "}
        <span className={soon ? "caution" : "muted"}>
          <Plural value={days} one="Ends in # day" other="Ends in # days" />
        </span>
        <svg
          viewBox="0 0 100 8"
          preserveAspectRatio="none"
          className="gauge"
          aria-hidden="true"
          focusable="false"
        >
          <rect className="ground" width="100" height="8" />
          <rect className={`share ${soon ? "overdue" : ""}`} width={gone * 100} height="8" />
        </svg>
      </dd>
    </>
  );
}
