import { Trans, useLingui } from "@lingui/react/macro";
import { api, ApiError, Problem, TextField, throughSignIn } from "@setu/ui";
import { useState } from "react";

/** By the reference that a colleague has said. Whether there is such a matter is told to who leads, never to who asks. */
export function AskAccess() {
  const { t } = useLingui();
  const [ref, setRef] = useState("");
  const [state, setState] = useState<"asked" | ApiError | null>(null);
  const ask = async () => {
    setState(null);
    try {
      await throughSignIn(() => api("/access", { method: "POST", json: { ref: ref.trim() } }));
      setRef("");
      setState("asked");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState(error);
    }
  };
  return (
    <section className="panel" aria-labelledby="ask-access">
      <h2 id="ask-access">
        <Trans>Ask for access to a matter</Trans>
      </h2>
      <p className="muted">
        <Trans>
          Say its reference. The answer is the same whether there is such a matter or not; who leads the desk
          decides and tells you.
        </Trans>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ref.trim() !== "") void ask();
        }}
      >
        <TextField
          label={t({ context: "field", message: "Reference" })}
          value={ref}
          onChange={setRef}
          max={40}
        />
        <button type="submit" className="button" aria-disabled={ref.trim() === ""}>
          <Trans context="button">Ask for access</Trans>
        </button>
      </form>
      <div role="status">{state === "asked" && <Trans>Asked. Whoever leads the desk has it now.</Trans>}</div>
      {state instanceof ApiError && <Problem error={state} />}
    </section>
  );
}
