import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice, Problem, problemOf, usePlace } from "@setu/ui";
import { useCallback } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { HeldAct, RequestView } from "../api.ts";
import { useTakeBack } from "./data.ts";
import { requestKeys } from "./query-keys.ts";
import { deskOf } from "./drafts.ts";
import { FORMS } from "./forms.ts";
import { Hold } from "./hold.tsx";
import { useOfficers } from "./list-data.ts";
import { WrittenText } from "./translated.tsx";
import { DO } from "./words.ts";

type Props = { readonly view: RequestView; readonly onCompose: (act: string) => void };

/** Acts of ours in their ten seconds, and acts that came back because somebody acted first: no text is lost. */
export function HeldActs({ view, onCompose }: Props) {
  const takeBack = useTakeBack();
  const client = useQueryClient();
  const refresh = useCallback(
    () => void client.invalidateQueries({ queryKey: requestKeys.one(view.item) }),
    [client, view.item],
  );
  // The server makes its text a draft again, in the transaction that takes it back.
  const reuse = ({ id, do: act }: HeldAct) =>
    takeBack.mutate(
      { id, keep: true },
      {
        onSuccess: () => {
          void deskOf(view.item).load();
          if (act in FORMS) onCompose(act);
        },
      },
    );
  return (
    <>
      {takeBack.error !== null && <Problem error={takeBack.error} />}
      {view.held.map((act) =>
        act.returned === null ? (
          <HeldOne key={act.id} act={act} onOver={refresh} onTakeBack={() => reuse(act)} />
        ) : (
          <Returned
            key={act.id}
            act={act}
            onReuse={() => reuse(act)}
            onPutAway={() => takeBack.mutate({ id: act.id, keep: false })}
          />
        ),
      )}
    </>
  );
}

/** Whose it is: nobody else takes it back or puts it away. */
function useOwner({ officer }: HeldAct) {
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  return { mine: officer === me.id, name: nameOf(officer) };
}

function HeldOne({ act, onOver, onTakeBack }: { act: HeldAct; onOver: () => void; onTakeBack: () => void }) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { mine, name } = useOwner(act);
  const what = _(DO[act.do] ?? { id: act.do });
  return (
    // The same act may be written anew below: each is a place of its own.
    <section className="notice" aria-label={t`On its way: ${what}`}>
      <p>
        <strong>{what}</strong>
      </p>
      {!mine && (
        <p>
          <Trans>
            <bdi>{name}</bdi> is sending this; only <bdi>{name}</bdi> can take it back.
          </Trans>
        </p>
      )}
      <Hold until={act.heldUntil} onTakeBack={mine ? onTakeBack : null} onOver={onOver} />
    </section>
  );
}

function Returned({ act, onReuse, onPutAway }: { act: HeldAct; onReuse: () => void; onPutAway: () => void }) {
  const { _ } = useI18n();
  const { mine, name } = useOwner(act);
  const words = problemOf(act.returned?.code ?? "STALE");
  return (
    <Notice tone="warning">
      <p>
        <strong>
          <Trans>Someone acted; look again. This was not sent: {_(DO[act.do] ?? { id: act.do })}.</Trans>
        </strong>
      </p>
      <p>
        {_(words.what)} {_(words.next)}
      </p>
      {act.body !== null && <WrittenText body={act.body} />}
      {mine ? (
        <div className="actions">
          <button type="button" className="button" onClick={onReuse}>
            <Trans context="button">Use this text again</Trans>
          </button>
          <button type="button" className="button" onClick={onPutAway}>
            <Trans context="button">Put it away</Trans>
          </button>
        </div>
      ) : (
        <p>
          <Trans>
            <bdi>{name}</bdi> wrote it and decides what becomes of it.
          </Trans>
        </p>
      )}
    </Notice>
  );
}
