import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { CHANGE_REASONS, type People, type Person } from "@setu/requests/administration.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { SelectField, useLang, useNow, usePlace, When } from "@setu/ui";
import { Fragment, useState } from "react";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { KEY_WORDS, REASON_WORDS } from "./admin-words.ts";
import { ChangeForm } from "./change-form.tsx";
import { useGrantRows } from "./grants.tsx";

type Props = { readonly person: Person; readonly people: People; readonly nameOf: (id: string) => string };

/** One account, closed to a line. */
export function PersonPanel({ person, people, nameOf }: Props) {
  const lang = useLang();
  const { officer: me } = usePlace();
  const rows = useGrantRows();
  const [open, setOpen] = useState(false);
  const { id, name, agency, grants, reviews } = person;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>
          <bdi>{name}</bdi>
        </strong>{" "}
        <span className="muted">{agencyName(agency, lang)}</span> <StateWord person={person} />
      </summary>
      {open && (
        <div className="person">
          <dl className="facts">
            <dt>
              <Trans context="administration">Account</Trans>
            </dt>
            <dd className="mono" translate="no">
              {id}
            </dd>
            {person.person !== id && (
              <>
                <dt>
                  <Trans>The same person as</Trans>
                </dt>
                <dd>
                  <bdi>{nameOf(person.person)}</bdi>
                </dd>
              </>
            )}
            {rows.map(({ name: row, of }) => (
              <Fragment key={row}>
                <dt>{row}</dt>
                <dd>{of(grants)}</dd>
              </Fragment>
            ))}
            <Access person={person} />
          </dl>
          {reviews ? (
            <p className="muted">
              <Trans>
                Who reviews is appointed and ended in the configuration alone, and is not watched:
                administrators do not choose who looks at what they do.
              </Trans>
            </p>
          ) : person.recalled ? (
            <p className="muted">
              <Trans>Recalled: nothing gives the powers back to this account.</Trans>
            </p>
          ) : id === me.id ? (
            <p className="muted">
              <Trans>This is your own account: others administer it.</Trans>
            </p>
          ) : (
            <Deeds person={person} people={people} />
          )}
        </div>
      )}
    </details>
  );
}

const SOON = 30 * 86_400_000;

/** What an administrator has to notice of an account, in words. */
function StateWord({ person: { grants, active, recalled, reviews, keys } }: { readonly person: Person }) {
  const now = useNow();
  const days = Math.ceil((grants.until - now) / 86_400_000);
  if (recalled)
    return (
      <span className="caution">
        <Trans context="officer">Recalled</Trans>
      </span>
    );
  if (grants.suspended)
    return (
      <span className="caution">
        <Trans context="officer">Suspended</Trans>
      </span>
    );
  if (!active)
    return (
      <span className="caution">
        {grants.from > now ? <Trans>Not accredited yet</Trans> : <Trans>No longer accredited</Trans>}
      </span>
    );
  return (
    <>
      {reviews && (
        <span className="muted">
          <Trans context="officer">reviews</Trans>
        </span>
      )}{" "}
      {grants.until - now < SOON && (
        <span className="caution">
          <Plural value={days} one="Ends in # day" other="Ends in # days" />
        </span>
      )}{" "}
      {keys.length === 0 && (
        <span className="muted">
          <Trans>no key</Trans>
        </span>
      )}
    </>
  );
}

/** How the person comes in: keys, sessions, programs. */
function Access({ person: { keys, sessions, programs, invited } }: { readonly person: Person }) {
  const { _ } = useI18n();
  return (
    <>
      <dt>
        <Trans context="administration">Keys</Trans>
      </dt>
      <dd>
        {keys.length === 0 && <Trans context="keys">None</Trans>}
        <ul className="plain">
          {keys.map(({ kind, made, used }) => (
            <li key={made}>
              {_(KEY_WORDS[kind])}
              {", "}
              {used === null ? (
                <Trans>
                  made <When at={made} both={false} />
                </Trans>
              ) : (
                <Trans>
                  last used <When at={used} both={false} />
                </Trans>
              )}
            </li>
          ))}
        </ul>
      </dd>
      {invited !== null && (
        <>
          <dt>
            <Trans>Code for a key</Trans>
          </dt>
          <dd>
            <Trans>
              counts until <When at={invited} both={false} />
            </Trans>
          </dd>
        </>
      )}
      {sessions !== null && (
        <>
          <dt>
            <Trans context="administration">Sessions</Trans>
          </dt>
          <dd>
            {sessions.length === 0 && <Trans>Not signed in</Trans>}
            <ul className="plain">
              {sessions.map(({ began, used }) => (
                <li key={began}>
                  <Trans>
                    Since <When at={began} both={false} />, last used <When at={used} both={false} />
                  </Trans>
                </li>
              ))}
            </ul>
          </dd>
          <dt>
            <Trans context="administration">Programs</Trans>
          </dt>
          <dd>
            <Plural value={programs} _0="None" one="# token" other="# tokens" />
          </dd>
        </>
      )}
    </>
  );
}

function Deeds({ person, people }: Omit<Props, "nameOf">) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const deed = useProving<void>(keyOf("people"));
  const [doing, setDoing] = useState<"change" | "suspend" | null>(null);
  const [reason, setReason] = useState("");
  const { id, grants, sessions } = person;
  const proposed = people.changes.some(({ officer }) => officer === id);
  const open = sessions !== null && sessions.length > 0;
  return (
    <>
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      <div role="status">{deed.isSuccess && <Trans>Done.</Trans>}</div>
      <div className="actions">
        <button
          type="button"
          className="button"
          aria-expanded={doing === "change"}
          onClick={() => setDoing("change")}
        >
          <Trans context="button">Propose a change</Trans>
        </button>
        {!grants.suspended && (
          <button
            type="button"
            className="button"
            aria-expanded={doing === "suspend"}
            onClick={() => setDoing("suspend")}
          >
            <Trans context="button">Suspend</Trans>
          </button>
        )}
        {open && (
          <button
            type="button"
            className="button"
            aria-disabled={deed.isPending}
            onClick={() => deed.mutate(() => postTo(`people/${id}/sign-out`))}
          >
            <Trans context="button">End all sessions</Trans>
          </button>
        )}
      </div>
      {proposed && (
        <p className="muted">
          <Trans>A change of this account waits above. A new proposal takes its place.</Trans>
        </p>
      )}
      {doing === "change" && (
        <ChangeForm person={person} givable={people.givable} done={() => setDoing(null)} />
      )}
      {doing === "suspend" && (
        <form
          className="deed"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason === "") return;
            deed.mutate(() => postTo(`people/${id}/suspend`, { reason }));
            setDoing(null);
          }}
        >
          <p>
            <Trans>
              It counts at once: every session, token and calendar address ends. To let the person go on takes
              two administrators.
            </Trans>
          </p>
          <SelectField
            label={t({ context: "field", message: "Why" })}
            value={reason}
            onChange={setReason}
            empty={t`Choose…`}
            options={CHANGE_REASONS.map((value) => ({ value, label: _(REASON_WORDS[value]) }))}
          />
          <div className="actions">
            <button type="submit" className="button primary" aria-disabled={reason === ""}>
              <Trans context="button">Suspend now</Trans>
            </button>
            <button type="button" className="button" onClick={() => setDoing(null)}>
              <Trans context="button">Cancel</Trans>
            </button>
          </div>
        </form>
      )}
    </>
  );
}
