import { Trans, useLingui } from "@lingui/react/macro";
import { Problem, SelectField, useLang, useNow, When } from "@setu/ui";
import { useState } from "react";
import type { CaseView } from "../api.ts";
import { useCaseAct } from "./data.ts";
import { codeOptions } from "./words.ts";

/** When the letter may leave; and once it may, that it has, and how. */
export function Sending({ view }: { readonly view: CaseView }) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const act = useCaseAct(view.id);
  const [way, setWay] = useState(view.came);
  if (view.leaves === null) return null;
  if (view.state === "closed" && view.notice.stoppedAt !== null)
    return (
      <p>
        <Trans>
          It left <When at={view.notice.stoppedAt} both={false} />.
        </Trans>
      </p>
    );
  // The clock of the screen is renewed once a minute, and what leaves with its decision may leave now.
  if (view.leaves > Math.max(now, view.now))
    return (
      <p>
        <Trans>
          It leaves <When at={view.leaves} both={false} />, not before.
        </Trans>
      </p>
    );
  if (!view.moves.includes("case-notify")) return null;
  return (
    <form
      className="case-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!act.isPending) act.mutate({ do: "case-notify", args: { way }, text: null });
      }}
    >
      <SelectField
        label={t`How the letter has left`}
        value={way}
        onChange={setWay}
        options={codeOptions("individual-came", lang)}
      />
      <button type="submit" className="button primary" aria-disabled={act.isPending}>
        <Trans context="button">The letter has left</Trans>
      </button>
      {act.error !== null && <Problem error={act.error} />}
    </form>
  );
}
