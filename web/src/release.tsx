import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { DO } from "@setu/requests/screens/words.ts";
import {
  Link,
  LoadProblem,
  navigate,
  Notice,
  problemOf,
  ScreenKeys,
  useLang,
  usePageKey,
  When,
  useWindowTitle,
} from "@setu/ui";
import { useCallback } from "react";
import { useRelease, useReleases } from "./release-data.ts";
import { SetsAside } from "./release-before.tsx";
import { Crosses } from "./release-crosses.tsx";
import { Alone, Approve, HandOn, Review, SendBack, TakeDown } from "./release-deeds.tsx";
import { Gates } from "./release-gates.tsx";
import { REMARK_WORDS, STATE_WORDS } from "./release-words.ts";
import { ACTS } from "./permission-words.ts";
import "./release.css";

/** One act that waits for its release: what will cross, what was answered, and what the reader may do with it. */
export default function ReleaseScreen({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useRelease(id);
  const title = t({ context: "screen", message: "Release" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <p>
        <Link to="/releases">
          <Trans>All releases</Trans>
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <One view={data} />}
    </div>
  );
}

function One({ view }: { readonly view: ReleaseView }) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  const open = view.state === "open";
  const approves = open && view.stopped.approve === null;
  return (
    <>
      <Keys id={view.id} />
      <h1>
        {_((view.desk === "permissions" ? ACTS : DO)[view.do] ?? { id: view.do })} ·{" "}
        <span className="mono" translate="no">
          {view.ref}
        </span>
      </h1>
      <p role="status">
        <bdi>{nameOf(view.author)}</bdi>, <When at={view.at} both={false} />:{" "}
        <strong>{_(STATE_WORDS[view.state] ?? { id: view.state })}</strong>
        {view.due !== null && (
          <>
            {" · "}
            <Trans>
              Due <When at={view.due} both={false} />
            </Trans>
          </>
        )}
      </p>
      {view.approved !== null && <Approved approved={view.approved} />}
      {open && <WhoApproves view={view} />}
      {view.refusals.map((code) => (
        <Notice tone="error" key={code}>
          <p>
            <strong>{_(problemOf(code).what)}</strong> {_(problemOf(code).next)}
          </p>
        </Notice>
      ))}
      <Remarks view={view} />
      <SetsAside view={view} />
      <Crosses view={view} />
      <Gates view={view} />
      {approves && <Approve view={view} />}
      {approves && <SendBack view={view} />}
      {open && (approves || view.own) && <HandOn view={view} />}
      {open && view.own && <TakeDown view={view} />}
      {open && view.own && <Alone view={view} />}
      {view.review !== null && view.stopped.approve === null && <Review view={view} />}
    </>
  );
}

/** Who let it go; and where the power was lent, whose it is. */
function Approved({ approved: { by, lentBy } }: { readonly approved: NonNullable<ReleaseView["approved"]> }) {
  const { nameOf } = useOfficers();
  const who = <bdi>{nameOf(by)}</bdi>;
  if (lentBy === null)
    return (
      <p>
        <Trans>Let go by {who}.</Trans>
      </p>
    );
  const lender = <bdi>{nameOf(lentBy)}</bdi>;
  return (
    <p>
      <Trans>
        Let go by {who}, under a power that {lender} lent for a time.
      </Trans>
    </p>
  );
}

/** Who could let it go now, in words; and if nobody, from when. */
function WhoApproves({ view }: { readonly view: ReleaseView }) {
  const lang = useLang();
  const names = new Intl.ListFormat(lang).format(view.approvers.map(({ name }) => name));
  if (view.approvers.length > 0)
    return (
      <p>
        <Trans>
          Can approve it now: <bdi>{names}</bdi>
        </Trans>
      </p>
    );
  return (
    <Notice tone="warning">
      <p>
        {view.nextApprover === null ? (
          <Trans>Nobody on duty can approve it. Hand it on, or tell whoever leads the desk.</Trans>
        ) : (
          <Trans>
            Nobody can approve it until <When at={view.nextApprover} both={false} />.
          </Trans>
        )}
      </p>
    </Notice>
  );
}

function Remarks({ view }: { readonly view: ReleaseView }) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  if (view.remarks.length === 0) return null;
  return (
    <ul>
      {view.remarks.map(({ do: what, by, at, text }) => (
        <li key={at}>
          <p className="muted">
            <bdi>{nameOf(by)}</bdi> {_(REMARK_WORDS[what] ?? { id: what })}, <When at={at} both={false} />
          </p>
          <p className="crosses" dir="auto">
            {text}
          </p>
        </li>
      ))}
    </ul>
  );
}

const HELP = [
  { keys: ["a"], does: msg`Go to the approval` },
  { keys: ["b"], does: msg`Go to the remarks` },
  { keys: ["h"], does: msg`Go to handing on` },
  { keys: ["j"], does: msg`The next that waits for you` },
] as const;
const focus = (where: string) => () => document.querySelector<HTMLElement>(where)?.focus();
const toApproval = focus("#do-approve");
const toRemarks = focus("[aria-labelledby=send-back] textarea");
const toHand = focus("[aria-labelledby=hand-on] select");

/** Keys go to what they name and press nothing: nothing leaves by a single letter. */
function Keys({ id }: { readonly id: string }) {
  const { data } = useReleases();
  const next = useCallback(() => {
    const waiting = data?.waiting ?? [];
    const at = waiting.findIndex((line) => line.id === id);
    const after = waiting[(at + 1) % Math.max(1, waiting.length)];
    if (after !== undefined) navigate({ to: "/releases/$item", params: { item: after.id } });
  }, [data, id]);
  usePageKey("a", toApproval);
  usePageKey("b", toRemarks);
  usePageKey("h", toHand);
  usePageKey("j", next);
  return <ScreenKeys help={HELP} />;
}
