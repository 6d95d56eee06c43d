import { Trans, useLingui } from "@lingui/react/macro";
import type { Account } from "@setu/requests/api.ts";
import type { NewCode, Recoveries } from "@setu/requests/me.ts";
import { api, SelectField, usePlace, When } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ProvingProblem } from "./proving-problem.tsx";
import { useProving } from "./proving.ts";
import { ShownOnce } from "./shown-once.tsx";

const KEY = ["recoveries"];

/** For administrators: a colleague has lost every key. One asks, another agrees and hands over the code. */
export function Recovery() {
  const { t } = useLingui();
  const { officer: me } = usePlace();
  const { data: asked } = useQuery({
    queryKey: KEY,
    queryFn: () => api<Recoveries>("/recoveries"),
  });
  const may = asked?.may === true;
  const { data: officers = [] } = useQuery({
    queryKey: ["officers"],
    queryFn: () => api<readonly Account[]>("/officers"),
    enabled: may,
  });
  const ask = useProving<void>(KEY);
  const agree = useProving<NewCode>(KEY);
  if (!may) return null;
  const nameOf = (id: string) => officers.find((each) => each.id === id)?.name ?? id;
  const failed = ask.error ?? agree.error;
  return (
    <section className="panel" aria-labelledby="recovery">
      <h2 id="recovery">
        <Trans>A colleague has lost every key</Trans>
      </h2>
      <p>
        <Trans>
          One administrator asks for a new code, another agrees and hands it over in person. The old keys,
          sessions and tokens of the officer are void from then on.
        </Trans>
      </p>
      {failed !== null && <ProvingProblem error={failed} />}
      <div role="status">
        {agree.data !== undefined && (
          <ShownOnce
            label={t`Code`}
            hint={t`It is shown this once, and counts once, for a day.`}
            value={agree.data.code}
          />
        )}
      </div>
      <ul className="own-keys">
        {asked.open.map(({ officer, askedBy, at }) => (
          <li key={officer}>
            <p>
              <strong>{nameOf(officer)}</strong>{" "}
              <span className="muted">
                <Trans>
                  asked for by {nameOf(askedBy)}, <When at={at} both={false} />
                </Trans>
              </span>
            </p>
            {askedBy !== me.id && officer !== me.id && (
              <button
                type="button"
                className="button"
                onClick={() =>
                  agree.mutate(() => api<NewCode>(`/recoveries/${officer}`, { method: "POST", json: {} }))
                }
              >
                <Trans>Agree, and show the code</Trans>
              </button>
            )}
          </li>
        ))}
      </ul>
      <Ask
        officers={officers.filter(({ id }) => id !== me.id)}
        busy={ask.isPending}
        ask={(officer) => ask.mutate(() => api<void>("/recoveries", { method: "POST", json: { officer } }))}
      />
    </section>
  );
}

type AskProps = {
  readonly officers: readonly Account[];
  readonly busy: boolean;
  readonly ask: (officer: string) => void;
};

function Ask({ officers, busy, ask }: AskProps) {
  const { t } = useLingui();
  const [officer, setOfficer] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(officer);
    setOfficer("");
  };
  return (
    <form onSubmit={submit}>
      <SelectField
        label={t`Officer`}
        value={officer}
        onChange={setOfficer}
        empty={t`Choose…`}
        options={officers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <button type="submit" className="button" disabled={busy || officer === ""}>
        <Trans>Ask for a new code</Trans>
      </button>
    </form>
  );
}
