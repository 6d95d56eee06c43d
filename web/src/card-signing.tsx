import { Trans, useLingui } from "@lingui/react/macro";
import { I18nProvider } from "@lingui/react";
import type { CardChallenge, CardSigning } from "@setu/requests/api.ts";
import { api, ApiError, Notice } from "@setu/ui";
import Modal from "@setu/ui/modal.tsx";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { i18n } from "./i18n.ts";
import "./card-signing.css";

/** The card's signature is at the node under this code, or the officer takes the key of this browser after all. */
type Answer = { readonly card: string } | "key";

const LOOK_EVERY = 2_000;

/**
 * Shows the code of what is to be signed, and waits until a program at the card has brought the signature.
 * @throws ApiError (STEP_UP) when the officer closes it or the code is over
 */
export function signByCard(card: CardChallenge, hasKey: boolean): Promise<Answer> {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  root.render(
    <I18nProvider i18n={i18n}>
      <CardSigningDialog card={card} hasKey={hasKey} onAnswer={resolve} onLeave={reject} />
    </I18nProvider>,
  );
  return promise.finally(() => {
    root.unmount();
    place.remove();
  });
}

type Props = {
  readonly card: CardChallenge;
  readonly hasKey: boolean;
  readonly onAnswer: (answer: Answer) => void;
  readonly onLeave: (error: ApiError) => void;
};

function CardSigningDialog({ card: { code, until }, hasKey, onAnswer, onLeave }: Props) {
  const { t } = useLingui();
  const [lost, setLost] = useState(false);
  const leave = () => onLeave(new ApiError("STEP_UP"));
  useEffect(() => {
    const look = async () => {
      if (Date.now() > until) return onLeave(new ApiError("SIGN_IN_STALE"));
      try {
        const { signed } = await api<CardSigning>(`/cards/${code}`, { quiet: true });
        setLost(false);
        if (signed) onAnswer({ card: code });
      } catch (error) {
        // A line that is away comes back; a code that the node does not know does not.
        if (error instanceof ApiError && error.code === "SIGN_IN_STALE") onLeave(error);
        else setLost(true);
      }
    };
    const timer = setInterval(() => void look(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [code, until, onAnswer, onLeave]);
  return (
    <Modal title={t`Sign with your card`} onClose={leave}>
      <p>
        <Trans>
          On the machine with your card, start the signing program and give it this code. It shows the same
          code and what you sign: compare both before you enter your PIN.
        </Trans>
      </p>
      <p className="card-code mono" translate="no">
        {code}
      </p>
      <p>
        <code translate="no">setu act sign {code}</code>
      </p>
      <p role="status">
        {lost ? (
          <Trans>The node does not answer; the signature is asked for again.</Trans>
        ) : (
          <Trans>Waiting for the signature of your card…</Trans>
        )}
      </p>
      <Notice>
        <Trans>Nothing leaves before it is signed.</Trans>
      </Notice>
      <div className="actions">
        {hasKey && (
          <button type="button" className="button" onClick={() => onAnswer("key")}>
            <Trans context="button">Use a key here instead</Trans>
          </button>
        )}
        <button type="button" className="button" onClick={leave}>
          <Trans context="button">Do not sign</Trans>
        </button>
      </div>
    </Modal>
  );
}
