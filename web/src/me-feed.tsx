import { Trans, useLingui } from "@lingui/react/macro";
import type { Feed as FeedState, NewFeed } from "@setu/requests/me.ts";
import { api, LoadProblem, Problem, When } from "@setu/ui";
import { ShownOnce } from "./shown-once.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["feed"];

/** The calendar of one's deadlines, at an address that is told once. */
export function Feed() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: () => api<FeedState>("/feed") });
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: KEY }) };
  const make = useMutation({
    mutationFn: () => api<NewFeed>("/feed", { method: "POST", json: {} }),
    ...settled,
  });
  const revoke = useMutation({
    mutationFn: () => api<void>("/feed", { method: "DELETE" }),
    onSuccess: () => make.reset(),
    ...settled,
  });
  const made = data?.made ?? null;
  const failed = make.error ?? revoke.error;
  return (
    <section className="panel" aria-labelledby="calendar">
      <h2 id="calendar">
        <Trans>Calendar of your deadlines</Trans>
      </h2>
      <p>
        <Trans>
          A calendar program can show the deadlines and follow-up dates of what you have: reference and time,
          nothing else. Whoever knows the address can read it without signing in.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {failed !== null && <Problem error={failed} />}
      <div role="status">
        {make.data !== undefined && (
          <ShownOnce
            label={t`Address of the calendar`}
            hint={t`It is shown this once. Copy it now; a new one makes this one void.`}
            value={location.origin + make.data.path}
          />
        )}
      </div>
      {made !== null && (
        <p>
          <Trans>
            There is an address, made <When at={made} both={false} />.
          </Trans>
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" onClick={() => make.mutate()}>
          {made === null ? <Trans>Make an address</Trans> : <Trans>Replace it by a new one</Trans>}
        </button>
        {made !== null && (
          <button type="button" className="button" onClick={() => revoke.mutate()}>
            <Trans>Make it void</Trans>
          </button>
        )}
      </div>
    </section>
  );
}
