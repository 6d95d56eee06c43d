import { Trans } from "@lingui/react/macro";
import { Notice, When } from "@setu/ui";
import type { ActSignature, TimelineAct } from "../api.ts";

/** What the signature of a person on an act is worth, in words. */
export function Signed({ signature }: { readonly signature: ActSignature }) {
  const { officer, kind, holds, reason, since } = signature;
  if (holds === false)
    return (
      <Notice tone="error">
        <p>
          <strong>
            <Trans>Alarm: the signature of a person on this act does not hold.</Trans>
          </strong>{" "}
          <Refused reason={reason} /> <Trans>Call the other office.</Trans>
          <Key officer={officer} />
        </p>
      </Notice>
    );
  return (
    <>
      <p className="meta">
        {holds === true && kind === "x509" ? (
          <Trans>Signed by an officer with a card of their own, outside the screens: exactly this.</Trans>
        ) : holds === true ? (
          <Trans>Signed by an officer with a key of their own: exactly this.</Trans>
        ) : (
          <Trans>Signed with a key of which this node does not know yet whose it is.</Trans>
        )}
        <Key officer={officer} />
      </p>
      {since !== null && (
        <Notice tone="warning">
          <p>
            <strong>
              <Trans>This key was later reported: somebody else may have used it.</Trans>
            </strong>{" "}
            <Trans>
              Since: <When at={since} both={false} />
            </Trans>
          </p>
        </Notice>
      )}
    </>
  );
}

/** What the owner of a node has said of its keys since the act was signed with them. It stands all the same. */
export function NodeKeys({ since }: { readonly since: number | null }) {
  if (since === null) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>
          <Trans>
            The keys of the node that signed this were later reported: somebody else may have used them.
          </Trans>
        </strong>{" "}
        <Trans>
          Since: <When at={since} both={false} />
        </Trans>
      </p>
    </Notice>
  );
}

function Key({ officer }: Pick<ActSignature, "officer">) {
  if (officer === null) return null;
  return (
    <>
      {" "}
      <span className="mono" translate="no">
        {officer}
      </span>
    </>
  );
}

/** By reason of the judgement (`link/src/persons.ts`); whatever is not named here: it is not over this record. */
function Refused({ reason }: Pick<ActSignature, "reason">) {
  switch (reason) {
    case "suspended":
      return <Trans>Its officer was suspended or recalled before.</Trans>;
    case "revoked":
      return <Trans>The key had been taken out of use before.</Trans>;
    case "not-in-force":
      return <Trans>The officer was not accredited at that time.</Trans>;
    case "key":
      return <Trans>No officer of that side had this key.</Trans>;
    default:
      return <Trans>It does not cover this record.</Trans>;
  }
}

/** Why an act counts for nothing. Over persons both nodes come to one verdict; anything else only a fault or a lie makes. */
export function VoidWords({ act }: { readonly act: TimelineAct }) {
  switch (act.void) {
    case "suspended-officer":
      return (
        <strong>
          <Trans>Alarm: the officer was suspended or recalled. Neither node counts this act.</Trans>
        </strong>
      );
    case "bad-approval":
      return (
        <strong>
          <Trans>Alarm: neither node counts this act, for its signature is rejected.</Trans>
        </strong>
      );
    default:
      return (
        <>
          <strong>
            <Trans>Alarm: the two nodes do not agree on this act.</Trans>
          </strong>{" "}
          <Trans>It counts for nothing here. Call the other office.</Trans>
        </>
      );
  }
}
