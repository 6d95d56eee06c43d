import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { People, Person } from "@setu/requests/administration.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { Field, useLang } from "@setu/ui";
import { useState } from "react";
import { Recovery } from "../me-recovery.tsx";
import { WaitingChanges } from "./changes.tsx";
import { PersonPanel } from "./person.tsx";

/** Every account, who needs looking after first in words; one opens to what she has been given and what can be done. */
export function PeoplePart({ data }: { readonly data: People }) {
  const { t } = useLingui();
  const lang = useLang();
  const [sought, setSought] = useState("");
  const nameOf = (id: string) => data.people.find((each) => each.id === id)?.name ?? id;
  const meets = ({ id, name, agency }: Person) =>
    [id, name, agency, agencyName(agency, lang)].some((text) =>
      text.toLocaleLowerCase(lang).includes(sought.trim().toLocaleLowerCase(lang)),
    );
  const [here, left] = [data.people.filter((each) => !each.left), data.people.filter((each) => each.left)];
  const shown = here.filter(meets);
  return (
    <>
      <WaitingChanges people={data} nameOf={nameOf} />
      <section className="panel" aria-labelledby="people">
        <h2 id="people">
          <Trans context="administration">People</Trans> <span className="figures">({here.length})</span>
        </h2>
        <p className="muted">
          <Trans>
            Who has an account is said in the node's configuration (node.json) or by the directory of a
            ministry; who reviews is appointed in the configuration alone. What the others have been given can
            be changed here, by two administrators.
          </Trans>
        </p>
        <Field label={t`Find by name, id or agency`}>
          {(control) => (
            <input
              {...control}
              type="search"
              autoComplete="off"
              maxLength={100}
              value={sought}
              onChange={(event) => setSought(event.target.value)}
            />
          )}
        </Field>
        <p role="status" className="muted">
          {sought.trim() !== "" && <Plural value={shown.length} one="# account" other="# accounts" />}
        </p>
        <ul className="people">
          {shown.map((each) => (
            <li key={each.id}>
              <PersonPanel person={each} people={data} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      </section>
      {left.length > 0 && (
        <section className="panel" aria-labelledby="left">
          <h2 id="left">
            <Trans>No longer named</Trans> <span className="figures">({left.length})</span>
          </h2>
          <p className="muted">
            <Trans>They cannot sign in. They stay listed for what they have signed.</Trans>
          </p>
          <ul>
            {left.map(({ id, name }) => (
              <li key={id}>
                <bdi>{name}</bdi>{" "}
                <span className="mono muted" translate="no">
                  {id}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Recovery />
    </>
  );
}
