import { Trans, useLingui } from "@lingui/react/macro";
import type { Account } from "@setu/requests/api.ts";
import type { MyPowers, Outline } from "@setu/requests/powers.ts";
import {
  api,
  ApiError,
  newId,
  Problem,
  SelectField,
  TextField,
  throughSignIn,
  usePlace,
  When,
} from "@setu/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

const KEY = ["outlines"];

/** What lies unseen: that it is there, and its clock. Whoever leads gives it to an officer, or to her agency. */
export function Unseen({ people }: { readonly people: MyPowers["people"] }) {
  const { data } = useQuery({ queryKey: KEY, queryFn: () => api<readonly Outline[]>("/outlines") });
  const { data: officers } = useQuery({
    queryKey: ["officers"],
    queryFn: () => api<readonly Account[]>("/officers"),
  });
  if (data === undefined) return null;
  return (
    <section className="panel" aria-labelledby="unseen">
      <h2 id="unseen">
        <Trans>What nobody here may read</Trans>
      </h2>
      {data.length === 0 ? (
        <p>
          <Trans>Nothing lies unseen.</Trans>
        </p>
      ) : (
        <ul>
          {data.map((outline) => (
            <li key={outline.item}>
              <One outline={outline} officers={officers ?? people.supervise} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type Props = { readonly outline: Outline; readonly officers: readonly Account[] };

function One({ outline, officers }: Props) {
  const { t } = useLingui();
  const { officer: me } = usePlace();
  const client = useQueryClient();
  const [to, setTo] = useState(me.id);
  const [why, setWhy] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const pass = async () => {
    setError(null);
    const agency = officers.find(({ id }) => id === to)?.agency ?? me.agency;
    const args = outline.why === "named" ? { officer: to } : { agency };
    try {
      await throughSignIn(() =>
        api<void>(`/requests/${encodeURIComponent(outline.item)}/home`, {
          method: "POST",
          json: { command: { id: newId(), do: "pass-on", args, text: why.trim() } },
        }),
      );
    } catch (refused) {
      if (!(refused instanceof ApiError)) throw refused;
      setError(refused);
    }
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (why.trim() !== "") void pass();
      }}
    >
      <p>
        <strong className="mono" translate="no">
          {outline.ref}
        </strong>{" "}
        {outline.why === "named" && <Trans>For named eyes, and nobody is named.</Trans>}
        {outline.why === "audience" && <Trans>No agency of ours is in its marking.</Trans>}
        {outline.why === "topic" && (
          <Trans>
            Nobody of the agencies in its marking may read its topic. Where it is passed to an agency in which
            nobody may either, it stays here until an administrator gives somebody the topic.
          </Trans>
        )}{" "}
        {outline.due !== null && (
          <Trans>
            Due <When at={outline.due} both={false} />
          </Trans>
        )}
      </p>
      <SelectField
        label={outline.why === "named" ? t`To which officer` : t`To the agency of`}
        value={to}
        onChange={setTo}
        options={officers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextField label={t`Why, for our own log`} value={why} onChange={setWhy} max={500} />
      <button type="submit" className="button" aria-disabled={why.trim() === ""}>
        <Trans context="button">Pass it on</Trans>
      </button>
      {error !== null && <Problem error={error} />}
    </form>
  );
}
