import { Trans } from "@lingui/react/macro";
import { Notice, useLang, When } from "@setu/ui";
import { useDuty } from "./duty-data.ts";
import { useOfficers } from "./list-data.ts";

/** Who can approve now, by name; or from when on somebody can. Without a roster nothing is promised. */
export function ApproverNow() {
  const lang = useLang();
  const { nameOf } = useOfficers();
  const { data } = useDuty();
  if (data === undefined) return null;
  const { laid, now, until, next } = data.present.approver;
  const names = new Intl.ListFormat(lang).format(now.map(nameOf));
  if (!laid)
    return (
      <p className="muted">
        <Trans>No roster of approvers is laid down: whoever may approve is asked.</Trans>
      </p>
    );
  if (now.length === 0)
    return (
      <Notice tone="warning">
        <p>
          {next === null ? (
            <Trans>No approver is on duty, and none is on the roster.</Trans>
          ) : (
            <Trans>
              No approver until <When at={next} both={false} />.
            </Trans>
          )}
        </p>
      </Notice>
    );
  return (
    <p>
      {until === null ? (
        <Trans>
          Approves now: <bdi>{names}</bdi>.
        </Trans>
      ) : (
        <Trans>
          Approves now: <bdi>{names}</bdi>. Somebody is there until <When at={until} both={false} />.
        </Trans>
      )}
    </p>
  );
}
