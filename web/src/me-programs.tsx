import { Trans, useLingui } from "@lingui/react/macro";
import type { MadeToken, OwnToken } from "@setu/requests/me.ts";
import { api, LoadProblem, SelectField, TextField, When } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ProvingProblem } from "./proving-problem.tsx";
import { useProving } from "./proving.ts";
import { ShownOnce } from "./shown-once.tsx";

const KEY = ["tokens"];
/** Hours: a day, a month, as long as the node allows. */
const TIMES = [24, 24 * 30, 24 * 90] as const;

/** Tokens for programs of the officer's own, such as the command line. */
export function Programs() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => api<readonly OwnToken[]>("/tokens"),
  });
  const proving = useProving<MadeToken>(KEY);
  const revoke = useMutation({
    mutationFn: (id: string) => api<void>(`/tokens/${id}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const failed = proving.error ?? revoke.error;
  return (
    <section className="panel" aria-labelledby="programs">
      <h2 id="programs">
        <Trans>Programs of yours</Trans>
      </h2>
      <p>
        <Trans>
          A program that cannot use your key, such as the command line, works with a token. It may do what you
          may, for the time you choose. Whoever has the token has that too.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {failed !== null && <ProvingProblem error={failed} />}
      <div role="status">
        {proving.data !== undefined && (
          <ShownOnce
            label={t`The token`}
            hint={t`It is shown this once. Copy it now.`}
            value={proving.data.token}
          />
        )}
      </div>
      <ul className="own-keys">
        {data?.map(({ id, name, writes, until, used }) => (
          <li key={id}>
            <p>
              <strong>{name}</strong>{" "}
              <span className="muted">
                {writes ? <Trans>reads and writes</Trans> : <Trans>reads only</Trans>}
                {", "}
                <Trans>
                  until <When at={until} both={false} />
                </Trans>
                {used !== null && (
                  <>
                    {", "}
                    <Trans>
                      last used <When at={used} both={false} />
                    </Trans>
                  </>
                )}
              </span>
            </p>
            <button
              type="button"
              className="button"
              aria-label={`${t`Take it back`}: ${name}`}
              onClick={() => revoke.mutate(id)}
            >
              <Trans>Take it back</Trans>
            </button>
          </li>
        ))}
      </ul>
      <Make
        busy={proving.isPending}
        make={(json) => proving.mutate(() => api<MadeToken>("/tokens", { method: "POST", json }))}
      />
    </section>
  );
}

type Wanted = { readonly name: string; readonly writes: boolean; readonly hours: number };

function Make({ busy, make }: { readonly busy: boolean; readonly make: (wanted: Wanted) => void }) {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const [writes, setWrites] = useState(false);
  const [hours, setHours] = useState(String(TIMES[0]));
  const words = [t`a day`, t`30 days`, t`90 days`];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make({ name, writes, hours: Number(hours) });
    setName("");
  };
  return (
    <form onSubmit={submit}>
      <TextField label={t`What it is for`} max={80} value={name} onChange={setName} />
      <SelectField
        label={t`How long it counts`}
        value={hours}
        onChange={setHours}
        options={TIMES.map((value, i) => ({ value: String(value), label: words[i] ?? "" }))}
      />
      <label className="choice">
        <input type="checkbox" checked={writes} onChange={(event) => setWrites(event.target.checked)} />
        <span>
          <Trans>It may also write and send in my name</Trans>
        </span>
      </label>
      <button type="submit" className="button" disabled={busy || name.trim() === ""}>
        <Trans>Make a token</Trans>
      </button>
    </form>
  );
}
