import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import type { UseLine, Uses } from "@setu/requests/using-api.ts";
import { USES, type Use } from "@setu/requests/using.ts";
import type { PermissionRow } from "@setu/permissions";
import {
  codeOf,
  Link,
  LoadProblem,
  navigate,
  Problem,
  SelectField,
  TextField,
  When,
  useWindowTitle,
} from "@setu/ui";
import { useState } from "react";
import { useIntend, useUses } from "./use-data.ts";
import { LeaveField, leaveOf } from "./use-leave.tsx";
import { USE_STATES, USE_WORDS } from "@setu/requests/screens/use-words.ts";
import "./release.css";

/** What we do with what came: each use by its name and its reason, in our log before it is done. */
export default function UsesScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useUses(item);
  const title = t({ context: "screen", message: "What we do with it" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <p>
        <Link to="/requests/$item" params={{ item }}>
          <Trans>Back to the request</Trans>
        </Link>
      </p>
      <h1>
        {title}
        {data !== undefined && (
          <>
            {" · "}
            <span className="mono" translate="no">
              {data.ref}
            </span>
          </>
        )}
      </h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          {data.stopped === null ? <Intend uses={data} /> : <WhyNot rule={data.stopped} />}
          <Recorded uses={data.uses} />
        </>
      )}
    </div>
  );
}

const MAX = 4_000;

function Intend({ uses: { item, asked } }: { readonly uses: Uses }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [kind, setKind] = useState("");
  const [text, setText] = useState("");
  const [leave, setLeave] = useState<PermissionRow | null>(null);
  const [tried, setTried] = useState(false);
  const intend = useIntend(item);
  const whole = kind !== "" && text.trim() !== "";
  const send = () => {
    setTried(!whole);
    if (!whole || intend.isPending) return;
    intend.mutate(
      { kind, text: text.trim(), ...(leave && leaveOf(leave)) },
      {
        onSuccess: (use) => {
          setKind("");
          setText("");
          setLeave(null);
          if (use.state === "open") navigate({ to: "/use/$item", params: { item: use.id } });
        },
      },
    );
  };
  return (
    <section className="panel" aria-labelledby="intend">
      <h2 id="intend">
        <Trans>Record a use</Trans>
      </h2>
      <p>
        {asked ? (
          <Trans>
            This matter is marked so that gates are answered before anything is done with it. They are asked
            next; nothing of it ever leaves.
          </Trans>
        ) : (
          <Trans>
            No gate is asked of this matter. What you record stands in our log; nothing of it ever leaves.
          </Trans>
        )}
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <SelectField
          label={t`What will be done`}
          value={kind}
          onChange={(value) => {
            setKind(value);
            setLeave(null);
          }}
          empty={t`Choose`}
          error={tried && kind === "" ? t`Choose one.` : undefined}
          options={USES.map((value: Use) => ({ value, label: _(USE_WORDS[value]) }))}
        />
        {(kind === "evidence" || kind === "onward") && (
          <LeaveField item={item} kind={kind} chosen={leave} onChoose={setLeave} />
        )}
        <TextField
          label={t({ context: "use", message: "For what, and on which part of it" })}
          value={text}
          onChange={setText}
          rows={2}
          max={MAX}
          error={tried && text.trim() === "" ? t`Say why in a few words.` : undefined}
        />
        <button type="submit" className="button primary" aria-disabled={intend.isPending}>
          {asked ? (
            <Trans context="button">Go to its gates</Trans>
          ) : (
            <Trans context="button">Record the use</Trans>
          )}
        </button>
        {intend.error !== null && <Problem error={intend.error} />}
        {codeOf(intend.error) === "LEAVE_NEEDED" && (
          <p>
            <Link to="/permissions/of/$item" params={{ item }} search={{ use: kind }}>
              <Trans>Ask its originator for leave</Trans>
            </Link>
          </p>
        )}
        {intend.data?.state === "used" && (
          <p role="status">
            <Trans>The use is recorded.</Trans>
          </p>
        )}
      </form>
    </section>
  );
}

function Recorded({ uses }: { readonly uses: readonly UseLine[] }) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  return (
    <section className="panel" aria-labelledby="recorded">
      <h2 id="recorded">
        <Trans>Uses on record</Trans> <span className="figures">({uses.length})</span>
      </h2>
      {uses.length === 0 && (
        <p className="muted">
          <Trans>Nobody has recorded a use of it.</Trans>
        </p>
      )}
      <ul>
        {uses.map((use) => (
          <li key={use.id}>
            <Link to="/use/$item" params={{ item: use.id }}>
              {_(USE_WORDS[use.kind])}
            </Link>
            <p className="muted">
              <bdi>{nameOf(use.by)}</bdi>, <When at={use.at} both={false} />: {_(USE_STATES[use.state])}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
