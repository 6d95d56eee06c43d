import { Trans } from "@lingui/react/macro";
import { api, Link, Notice, useNow, usePlace, When } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import type { RequestView } from "../api.ts";
import type { Direction } from "@setu/core";
import type { Stop, SuspensionRow, Suspensions } from "../suspension.ts";

type Props = {
  readonly view: Pick<RequestView, "suspended">;
  /** Absent on paper. */
  readonly linked?: boolean;
};

/** That a request falls into a suspension: what she writes stays or leaves, and what goes on all the same. */
export function Suspended({ view: { suspended = [] }, linked = true }: Props) {
  const { node } = usePlace();
  return suspended.map((stop) => (
    <Notice tone="warning" key={stop.id}>
      <p>
        {stop.party === node.party ? <ByUs stop={stop} /> : <ByThem stop={stop} />}{" "}
        <Trans>
          Looked at again: <When at={stop.review} both={false} />.
        </Trans>
      </p>
      {linked && (
        <p>
          <Link to="/suspensions">
            <Trans>What is suspended, and what waits</Trans>
          </Link>
        </p>
      )}
    </Notice>
  ));
}

/**
 * Said while a new request is being written: the check says it for sure, by its marking too.
 * @param flash a warning of danger to life, which always leaves
 */
export function SuspendedNew({ offence, flash }: { readonly offence: string; readonly flash: boolean }) {
  const now = useNow();
  const { data } = useQuery({
    queryKey: ["suspensions", "list"],
    queryFn: () => api<Suspensions>("/suspensions"),
  });
  if (data === undefined || flash || offence === "") return null;
  const covers = (way: Direction) => (row: SuspensionRow) =>
    row.ended === null &&
    row.from <= now &&
    row.level === 0 &&
    row.agencies.length === 0 &&
    [way, "both"].includes(row.direction) &&
    (row.offences.length === 0 || row.offences.includes(offence));
  const [found] = [...data.ours.filter(covers("asking")), ...data.theirs.filter(covers("giving"))];
  if (found === undefined) return null;
  return (
    <Notice tone="warning">
      <p>
        <Trans>
          The exchange is suspended in this offence since <When at={found.from} both={false} />. You may write
          the request: it is kept here until the exchange goes on. A warning of danger to life leaves at once.
        </Trans>{" "}
        <Link to="/suspensions">
          <Trans>What is suspended, and what waits</Trans>
        </Link>
      </p>
    </Notice>
  );
}

const ByUs = ({ stop: { from } }: { readonly stop: Stop }) => (
  <Trans>
    <strong>
      Held until we resume: we have suspended the exchange in this since <When at={from} both={false} />.
    </strong>{" "}
    What you write is kept here. Withdrawing, recalling, refusing and warnings of danger to life still leave.
  </Trans>
);

const ByThem = ({ stop: { from } }: { readonly stop: Stop }) => (
  <Trans>
    <strong>
      The other side has suspended the exchange in this since <When at={from} both={false} />.
    </strong>{" "}
    A new request of this kind is kept here until they resume; what belongs to this one still leaves, and the
    clock runs on.
  </Trans>
);
