import { Trans, useLingui } from "@lingui/react/macro";
import { Field, Modal, useLang, usePlace } from "@setu/ui";
import { Suspense, useState } from "react";
import type { Account } from "../api.ts";
import { agencyName } from "./agencies.ts";

type Props = {
  readonly title: string;
  readonly officers: readonly Account[];
  /** Null: with nobody. */
  readonly onChoose: (officer: string | null) => void;
  readonly onClose: () => void;
};

/** Who is to have it: a few letters of the name and Enter, or a click. Oneself stands first. */
export default function AssignDialog({ title, officers, onChoose, onClose }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const { officer: me } = usePlace();
  const [name, setName] = useState("");
  const wanted = name.trim().toLocaleLowerCase();
  const found = officers
    .filter((each) => each.name.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id));
  const [first] = found;
  return (
    <Suspense fallback={null}>
      <Modal title={title} onClose={onClose}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== "" && first !== undefined) onChoose(first.id);
          }}
        >
          <Field label={t`Name`} hint={t`A few letters; Enter takes the first of the list.`}>
            {(control) => (
              <input
                {...control}
                type="text"
                autoComplete="off"
                autoFocus
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        </form>
        <ul className="accounts officers">
          {found.map((each) => (
            <li key={each.id}>
              <button type="button" className="button" onClick={() => onChoose(each.id)}>
                <strong>
                  <bdi>{each.name}</bdi>
                </strong>
                <span className="muted">
                  {each.id === me.id && (
                    <>
                      <Trans context="officer">you</Trans> ·{" "}
                    </>
                  )}
                  {agencyName(each.agency, lang)}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && (
          <p role="status">
            <Trans>No officer of this node has that name.</Trans>
          </p>
        )}
        <div className="actions">
          <button type="button" className="button" onClick={() => onChoose(null)}>
            <Trans context="button">With nobody</Trans>
          </button>
          <button type="button" className="button" onClick={onClose}>
            <Trans context="button">Cancel</Trans>
          </button>
        </div>
      </Modal>
    </Suspense>
  );
}
