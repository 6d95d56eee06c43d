import { Trans, useLingui } from "@lingui/react/macro";
import { WHY_MAX, type StoppedOfficer } from "@setu/requests/reasons.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { api, Problem, TextField, When } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

const KEY = ["brakes"];

/** Whom the brake on reading in bulk has stopped; nothing is said here of what was read. */
export function Brakes() {
  const { nameOf } = useOfficers();
  const { data = [] } = useQuery({
    queryKey: KEY,
    queryFn: () => api<readonly StoppedOfficer[]>("/brakes"),
    refetchInterval: 60_000,
  });
  return (
    <section className="panel" aria-labelledby="brakes">
      <h2 id="brakes">
        <Trans>Stopped for reading in bulk</Trans>
      </h2>
      {data.length === 0 && (
        <p className="muted">
          <Trans>Nobody is stopped.</Trans>
        </p>
      )}
      <ul>
        {data.map((each) => (
          <li key={`${each.officer} ${each.what}`}>
            <p>
              <strong>
                <bdi>{nameOf(each.officer)}</bdi>
              </strong>
              {": "}
              {each.what === "open" ? (
                <Trans>opened more matters of others than one officer does in an hour</Trans>
              ) : (
                <Trans>took out more lines than one officer does in a day</Trans>
              )}
              , <When at={each.at} both={false} />
            </p>
            <Lift officer={each.officer} name={nameOf(each.officer)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lift({ officer, name }: { readonly officer: string; readonly name: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => api<void>("/brakes/lift", { method: "POST", json: { officer, why } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (why.trim() === "") setTried(true);
        else if (!isPending) mutate();
      }}
    >
      <TextField
        label={t`Why ${name} may go on`}
        value={why}
        onChange={setWhy}
        max={WHY_MAX}
        error={tried && why.trim() === "" ? t`Say why in a few words.` : undefined}
      />
      {error !== null && <Problem error={error} />}
      <button type="submit" className="button" aria-disabled={isPending}>
        <Trans context="button">Let go on</Trans>
      </button>
    </form>
  );
}
