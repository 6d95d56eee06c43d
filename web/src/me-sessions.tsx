import { Trans } from "@lingui/react/macro";
import type { OwnSession } from "@setu/requests/me.ts";
import { api, LoadProblem, Problem, When } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["sessions"];

/** Where one is signed in; the others can be ended from here. */
export function Sessions() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => api<readonly OwnSession[]>("/sessions"),
  });
  const end = useMutation({
    mutationFn: (id: string) => api<void>(`/sessions/${id}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">
        <Trans>Where you are signed in</Trans>
      </h2>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {end.error !== null && <Problem error={end.error} />}
      <ul className="sessions">
        {data?.map((each) => (
          <li key={each.id}>
            <p>
              <Trans>
                Since <When at={each.began} both={false} />, last used <When at={each.used} both={false} />
              </Trans>
            </p>
            {each.here ? (
              <p className="muted">
                <Trans>This is the one you are using.</Trans>
              </p>
            ) : (
              <button type="button" className="button" onClick={() => end.mutate(each.id)}>
                <Trans>End this session</Trans>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
