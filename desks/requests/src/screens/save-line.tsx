import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { clockWords, Notice, problemOf, useLang, usePlace } from "@setu/ui";
import { deskOf, useDrafts } from "./drafts.ts";

/** How safe the words are, said in words; the rest of the page never covers it. */
export function SaveLine({ item }: { readonly item: string }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { node } = usePlace();
  const { saving, kept } = useDrafts(item);
  if (saving.kind === "idle") return <p className="save-line" role="status" />;
  if (saving.kind === "unsaved") {
    const words = problemOf(saving.code);
    return (
      <p className="save-line unsaved" role="status">
        <strong>
          <Trans context="stage">Draft</Trans>.
        </strong>{" "}
        {kept && (saving.code === "OFFLINE" || saving.code === "SIGNED_OUT") ? (
          <>
            {saving.code === "OFFLINE" ? (
              <Trans>Not saved: no connection.</Trans>
            ) : (
              <Trans>Not saved: your session has ended.</Trans>
            )}{" "}
            <Trans>
              Your words are kept on this computer, sealed, and will be saved by themselves. You can close
              this page and come back; when you sign out they are wiped.
            </Trans>
          </>
        ) : saving.code === "OFFLINE" ? (
          <Trans>
            Not saved: no connection. Your words are kept in this tab and will be saved when it returns.
          </Trans>
        ) : saving.code === "SIGNED_OUT" ? (
          <Trans>
            Not saved: your session has ended. Your words are kept in this tab; sign in and they are saved.
          </Trans>
        ) : (
          <>
            <Trans>Not saved. Your words are kept in this tab only; nothing was sent.</Trans> {_(words.what)}{" "}
            {_(words.next)}
          </>
        )}
      </p>
    );
  }
  return (
    <p className="save-line" role="status">
      {saving.kind === "writing" ? (
        <>
          <strong>
            <Trans context="stage">Draft</Trans>.
          </strong>{" "}
          <Trans>Will be saved here in a moment.</Trans>
        </>
      ) : (
        <Trans>Saved here {clockWords(saving.at, node.zone, lang)}. It has not been sent.</Trans>
      )}
    </p>
  );
}

/** Two tabs wrote on one act: both texts are here, and a person says which goes on. */
export function Clash({ item, act }: { readonly item: string; readonly act: string }) {
  const { clashes } = useDrafts(item);
  if (!Object.hasOwn(clashes, act)) return null;
  const other = clashes[act];
  const choose = (text: "mine" | "theirs" | "both") => () => deskOf(item).choose(act, text);
  return (
    <Notice tone="error">
      {other ? (
        <>
          <p>
            <strong>
              <Trans>
                Another tab or device of yours has saved another text here. Nothing is lost; choose.
              </Trans>
            </strong>
          </p>
          <p>
            <Trans>The other text:</Trans>
          </p>
          <p className="prose other-text" dir="auto">
            {other.title !== "" && <strong>{other.title} </strong>}
            {other.text}
          </p>
          {(other.translations ?? []).map(({ lang, text }, index) => (
            <p key={index} className="prose other-text" lang={lang ?? undefined} dir="auto">
              {text}
            </p>
          ))}
        </>
      ) : (
        <p>
          <strong>
            <Trans>In another tab this text was sent or discarded. What you wrote here since is kept.</Trans>
          </strong>
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" onClick={choose("mine")}>
          <Trans context="button">Go on with the text below</Trans>
        </button>
        {other && (
          <button type="button" className="button" onClick={choose("both")}>
            <Trans context="button">Put both together</Trans>
          </button>
        )}
        <button type="button" className="button" onClick={choose("theirs")}>
          {other ? (
            <Trans context="button">Take the other text</Trans>
          ) : (
            <Trans context="button">Discard the text below</Trans>
          )}
        </button>
      </div>
    </Notice>
  );
}
