import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Notice, Problem, problemOf } from "@setu/ui";
import { useCallback } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { HeldAct, RequestView } from "../api.ts";
import { requestKeys, useTakeBack } from "./data.ts";
import { draftKey, EMPTY, setDraft } from "./drafts.ts";
import { FORMS } from "./forms.ts";
import { Hold } from "./hold.tsx";
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
  const reuse = (act: HeldAct) => {
    if (act.body !== null) {
      setDraft(draftKey(view.item, act.do), { ...EMPTY, text: act.body.text, lang: act.body.lang });
    }
    if (act.do in FORMS) onCompose(act.do);
  };
  return (
    <>
      {takeBack.error !== null && <Problem error={takeBack.error} />}
      {view.held.map((act) =>
        act.returned === null ? (
          <HeldOne
            key={act.id}
            act={act}
            onOver={refresh}
            onTakeBack={() => takeBack.mutate(act.id, { onSuccess: () => reuse(act) })}
          />
        ) : (
          <Returned
            key={act.id}
            act={act}
            onReuse={() => takeBack.mutate(act.id, { onSuccess: () => reuse(act) })}
            onPutAway={() => takeBack.mutate(act.id)}
          />
        ),
      )}
    </>
  );
}

function HeldOne({ act, onOver, onTakeBack }: { act: HeldAct; onOver: () => void; onTakeBack: () => void }) {
  const { _ } = useI18n();
  return (
    <section className="notice" aria-label={_(DO[act.do] ?? { id: act.do })}>
      <p>
        <strong>{_(DO[act.do] ?? { id: act.do })}</strong>
      </p>
      <Hold until={act.heldUntil} onTakeBack={onTakeBack} onOver={onOver} />
    </section>
  );
}

function Returned({ act, onReuse, onPutAway }: { act: HeldAct; onReuse: () => void; onPutAway: () => void }) {
  const { _ } = useI18n();
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
      {act.body !== null && (
        <p className="prose" lang={act.body.lang} dir="auto">
          {act.body.text}
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" onClick={onReuse}>
          <Trans context="button">Use this text again</Trans>
        </button>
        <button type="button" className="button" onClick={onPutAway}>
          <Trans context="button">Put it away</Trans>
        </button>
      </div>
    </Notice>
  );
}
