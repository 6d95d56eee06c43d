import { Trans, useLingui } from "@lingui/react/macro";
import { Field, Modal, Problem, usePlace } from "@setu/ui";
import { Suspense, useState } from "react";
import type { SavedView } from "../api.ts";
import { useDeleteView, useSaveView } from "./list-data.ts";

type Props = {
  /** The list as it is now. */
  readonly query: string;
  readonly views: readonly SavedView[];
  readonly onClose: () => void;
};

/** Gives the list as it is now a name, and takes old names away. */
export default function ViewsDialog({ query, views, onClose }: Props) {
  const { t } = useLingui();
  const { officer } = usePlace();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [tried, setTried] = useState(false);
  const save = useSaveView();
  const remove = useDeleteView();
  const own = views.filter((each) => each.owner === officer.id);
  const title = name.trim();
  return (
    <Suspense fallback={null}>
      <Modal title={t`Saved views`} onClose={onClose}>
        {(save.error ?? remove.error) !== null && <Problem error={save.error ?? remove.error} />}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (title !== "") save.mutate({ name: title, query, shared }, { onSuccess: onClose });
          }}
        >
          <Field
            label={t`Name for the list as it is now`}
            error={tried && title === "" ? t`Give it a name.` : undefined}
          >
            {(control) => (
              <input
                {...control}
                type="text"
                autoComplete="off"
                autoFocus
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <label className="choice">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            <span>
              <Trans>Everybody of this node sees it</Trans>
            </span>
          </label>
          <div className="actions">
            <button type="submit" className="button primary">
              <Trans context="button">Save the view</Trans>
            </button>
            <button type="button" className="button" onClick={onClose}>
              <Trans context="button">Close</Trans>
            </button>
          </div>
        </form>
        {own.length > 0 && (
          <>
            <h3 className="own-views">
              <Trans>Your views</Trans>
            </h3>
            <ul className="own-views">
              {own.map((each) => (
                <li key={each.id}>
                  <bdi>{each.name}</bdi>
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => remove.mutate(each.id)}
                    aria-label={t`Delete the view ${each.name}`}
                  >
                    <Trans context="button">Delete</Trans>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Modal>
    </Suspense>
  );
}
