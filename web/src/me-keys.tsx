import { Trans, useLingui } from "@lingui/react/macro";
import type { SignInWays } from "@setu/requests/api.ts";
import type { OwnKey } from "@setu/requests/me.ts";
import { api, LoadProblem, TextField, When } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { KeyProblem } from "./key-sign-in.tsx";
import { registerKey } from "./passkeys.ts";
import { ProvingProblem } from "./proving-problem.tsx";
import { useProving } from "./proving.ts";

const KEY = ["keys"];

/** An officer's own keys: by them she signs in, and signs what she approves. */
export function Keys() {
  const { data: ways } = useQuery({
    queryKey: ["sign-in"],
    queryFn: () => api<SignInWays>("/sign-in"),
  });
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => api<readonly OwnKey[]>("/keys"),
  });
  const proving = useProving(KEY);
  if (ways?.passkeys !== true) return null;
  return (
    <section className="panel" aria-labelledby="keys">
      <h2 id="keys">
        <Trans>My keys</Trans>
      </h2>
      <p>
        <Trans>With a key you sign in, and sign what you approve. Nobody can do either without it.</Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {proving.error !== null && <ProvingProblem error={proving.error} />}
      <ul className="own-keys">
        {data?.map((each) => (
          <li key={each.key}>
            <KeyLine line={each} remove={() => proving.mutate(() => remove(each.key))} />
          </li>
        ))}
      </ul>
      <Add add={(name) => proving.mutate(() => add(name))} busy={proving.isPending} />
    </section>
  );
}

const remove = (key: string) => api<void>(`/keys/${key}`, { method: "DELETE" });
const add = (name: string) =>
  registerKey<readonly OwnKey[]>({ path: "/keys/options" }, { path: "/keys" }, name);

function Add({ add, busy }: { readonly add: (name: string) => void; readonly busy: boolean }) {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add(name);
    setName("");
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t`Name of the new key`}
        hint={t`As you will recognise it, such as: blue key, office laptop`}
        max={80}
        value={name}
        onChange={setName}
      />
      <button type="submit" className="button" disabled={busy || name.trim() === ""}>
        <Trans>Add a key</Trans>
      </button>
    </form>
  );
}

function KeyLine({ line, remove }: { readonly line: OwnKey; readonly remove: () => void }) {
  const { t } = useLingui();
  const { name, made, used, ended, why, synced } = line;
  const [sure, setSure] = useState(false);
  return (
    <>
      <p>
        <strong>{name}</strong>{" "}
        <span className="muted">
          <Trans>
            registered <When at={made} both={false} />
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
      {synced && (
        <p className="muted">
          <Trans>A cloud service can copy this key to other devices.</Trans>
        </p>
      )}
      {ended !== null ? (
        <p className="muted">
          {why === "counter" ? (
            <Trans>
              Out of use since <When at={ended} both={false} />: its counter went back, so somebody may have a
              copy.
            </Trans>
          ) : (
            <Trans>
              Out of use since <When at={ended} both={false} />.
            </Trans>
          )}
        </p>
      ) : (
        <div className="actions">
          <Rename line={line} />
          {sure ? (
            <button type="button" className="button primary" onClick={remove} autoFocus>
              <Trans>Yes, take it out of use</Trans>
            </button>
          ) : (
            <button
              type="button"
              className="button"
              aria-label={`${t`Take this key out of use`}: ${name}`}
              onClick={() => setSure(true)}
            >
              <Trans>Take this key out of use</Trans>
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Rename({ line: { key, name } }: { readonly line: OwnKey }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [next, setNext] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (to: string) => api<void>(`/keys/${key}`, { method: "PUT", json: { name: to } }),
    onSuccess: () => setNext(null),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  if (next === null)
    return (
      <button
        type="button"
        className="button"
        aria-label={`${t`Rename`}: ${name}`}
        onClick={() => setNext(name)}
      >
        <Trans>Rename</Trans>
      </button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(next);
  };
  return (
    <form onSubmit={submit}>
      {save.error !== null && <KeyProblem error={save.error} />}
      <TextField label={t`New name of “${name}”`} max={80} value={next} onChange={setNext} />
      <button type="submit" className="button" disabled={next.trim() === ""}>
        <Trans>Save the name</Trans>
      </button>
    </form>
  );
}
