import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { SelectField, useLang, usePlace, When } from "@setu/ui";
import { useState } from "react";
import type { RequestView, TimelineAct } from "../api.ts";
import { DESTROY_GROUNDS } from "../destroying.ts";
import { label, options } from "./codes.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";
import { DONE } from "./words.ts";

type Props = { readonly view: RequestView; readonly ours: Ours };

/** That what is here is destroyed: one asks, another agrees, and it is done. It says nothing of copies over there. */
export function Destroying({ view, ours }: Props) {
  return (
    <section className="ours-part" aria-labelledby="destroying">
      <h3 id="destroying">
        <Trans>Destroy what is here</Trans>
      </h3>
      {view.ours.destroying === null ? <Asking view={view} ours={ours} /> : <Asked view={view} ours={ours} />}
    </section>
  );
}

const hasText = ({ bodyState }: TimelineAct): boolean => bodyState === "here";

function useNames(view: RequestView): (ref: string | null) => string {
  const { _, i18n } = useI18n();
  const { t } = useLingui();
  return (ref) => {
    const act = view.timeline.find(({ id }) => id === ref);
    if (!act) return ref === null ? t`The whole matter: texts, files, notes` : ref;
    const word = _(DONE[act.do] ?? { id: act.do });
    const at = i18n.date(new Date(act.at), { dateStyle: "medium", timeStyle: "short" });
    return act.recalled === null ? `${word}, ${at}` : t`${word}, ${at}: its sender recalled it`;
  };
}

function Asking({ view, ours }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const nameOf = useNames(view);
  const [ground, setGround] = useState("");
  const [ref, setRef] = useState("");
  const records = view.timeline.filter(hasText);
  const grounds = options("disposal", lang, Date.now()).filter(({ value }) =>
    DESTROY_GROUNDS.some((each) => each === value),
  );
  return (
    <details>
      <summary>{t`Ask to have it destroyed`}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ground !== "") void ours.act({ do: "destroy", args: { ground, ...(ref !== "" && { ref }) } });
        }}
      >
        <p className="meta">
          <Trans>
            A second officer has to agree. Then texts, files and keys are gone at once and for good; the
            signed acts remain.
          </Trans>
        </p>
        <SelectField
          label={t`What is to be destroyed`}
          value={ref}
          onChange={setRef}
          empty={nameOf(null)}
          options={records.map(({ id }) => ({ value: id, label: nameOf(id) }))}
        />
        <SelectField
          label={t`On which ground`}
          value={ground}
          onChange={setGround}
          empty={t`Choose a ground`}
          options={grounds}
        />
        <button type="submit" className="button" aria-disabled={ground === ""}>
          <Trans context="button">Ask a second officer</Trans>
        </button>
      </form>
    </details>
  );
}

function Asked({ view, ours }: Props) {
  const lang = useLang();
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  const recordName = useNames(view);
  const { destroying } = view.ours;
  if (destroying === null) return null;
  const { id, by, at, ground, ref } = destroying;
  return (
    <>
      <p>
        <Trans>
          <bdi>{nameOf(by)}</bdi> has asked for it
        </Trans>{" "}
        (<When at={at} both={false} />)
      </p>
      <p>
        <strong>{recordName(ref)}</strong>. {label("disposal", ground, lang)}.
      </p>
      {by === me.id ? (
        <p className="meta">
          <Trans>It waits for another officer to agree.</Trans>
        </p>
      ) : (
        <p>
          <button
            type="button"
            className="button"
            onClick={() => void ours.act({ do: "destroy-agree", args: { of: id } })}
          >
            <Trans context="button">Agree: destroy it now, for good</Trans>
          </button>
        </p>
      )}
      <p>
        <button
          type="button"
          className="link-button"
          onClick={() => void ours.act({ do: "destroy-drop", args: { of: id } })}
        >
          <Trans context="button">Do not destroy it</Trans>
        </button>
      </p>
    </>
  );
}
