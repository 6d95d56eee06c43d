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
      {data !== undefined && (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans context="session">Signed in</Trans>
              </th>
              <th scope="col">
                <Trans>Last used</Trans>
              </th>
              <th scope="col">
                <Trans context="session">End</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <When at={each.began} both={false} />
                </th>
                <td>
                  <When at={each.used} both={false} />
                </td>
                <td>
                  {each.here ? (
                    <Trans>This one</Trans>
                  ) : (
                    <button type="button" className="link-button" onClick={() => end.mutate(each.id)}>
                      <Trans>End this session</Trans>
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
