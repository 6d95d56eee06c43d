import { Trans, useLingui } from "@lingui/react/macro";
import type { Session } from "@setu/requests/api.ts";
import { ApiError, Notice, TextField } from "@setu/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answerWithKey, registerKey } from "./passkeys.ts";
import { NotSignedIn } from "./sign-in.tsx";

type Props = { readonly onSignedIn: (session: Session) => void };

/** With a key that is registered, or with the code by which the first one is. */
export default function KeySignIn({ onSignedIn }: Props) {
  const use = useMutation({
    mutationFn: () => answerWithKey<Session>({ path: "/sign-in/passkey/options" }, "/sign-in/passkey", true),
    onSuccess: onSignedIn,
  });
  return (
    <>
      {use.error !== null && <KeyProblem error={use.error} />}
      <p>
        <button type="button" className="button" disabled={use.isPending} onClick={() => use.mutate()}>
          <Trans>Sign in with your key</Trans>
        </button>
      </p>
      <details className="enrol">
        <summary>
          <Trans>I have an enrolment code</Trans>
        </summary>
        <Enrol onSignedIn={onSignedIn} />
      </details>
    </>
  );
}

function Enrol({ onSignedIn }: Props) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const enrol = useMutation({
    mutationFn: () =>
      registerKey<Session>(
        { path: "/sign-in/enrol/options", json: { code }, quiet: true },
        { path: "/sign-in/enrol", json: { code } },
        name,
      ),
    onSuccess: onSignedIn,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrol.mutate();
  };
  return (
    <form onSubmit={submit}>
      <p>
        <Trans>
          The person who runs this node gives you the code. It registers your key once: a security key, or
          this computer with its PIN or your finger.
        </Trans>
      </p>
      {enrol.error !== null && <KeyProblem error={enrol.error} />}
      <TextField label={t`Code`} max={60} value={code} onChange={setCode} />
      <TextField
        label={t`Name of the key`}
        hint={t`As you will recognise it, such as: blue key, office laptop`}
        max={80}
        value={name}
        onChange={setName}
      />
      <button
        type="submit"
        className="button"
        disabled={enrol.isPending || code.trim() === "" || name.trim() === ""}
      >
        <Trans>Register the key and sign in</Trans>
      </button>
    </form>
  );
}

/** What the browser or the person ended is no fault of the node. */
export function KeyProblem({ error }: { readonly error: unknown }) {
  if (error instanceof ApiError) return <NotSignedIn code={error.code} />;
  const known = error instanceof Error && error.name === "InvalidStateError";
  return (
    <Notice tone="warning">
      {known ? (
        <Trans>This key is registered already.</Trans>
      ) : (
        <Trans>
          The key was not used: it took too long, was called off, or does not belong to this address.
        </Trans>
      )}
    </Notice>
  );
}
