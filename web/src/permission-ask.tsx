import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { AGENCIES } from "@setu/requests/screens/agencies.ts";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import { DONE } from "@setu/requests/screens/words.ts";
import { USES, type Leaves, type Use } from "@setu/permissions";
import {
  Choices,
  Link,
  LoadProblem,
  navigate,
  Notice,
  Problem,
  SelectField,
  TextField,
  useAddress,
  useLang,
  useNow,
  usePlace,
  useWindowTitle,
} from "@setu/ui";
import { useState } from "react";
import { beginOf, UntilDay } from "./permission-day.tsx";
import { useLeaves, useSay } from "./permission-data.ts";
import { PermissionRows } from "./permission-rows.tsx";
import { codeOptions } from "./permission-words.ts";
import "./release.css";

/** Leave is asked for records of one matter and one use; what is asked for leave is chosen already. */
export default function AskLeaveScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useLeaves(item);
  const title = t({ context: "screen", message: "Ask for leave" });
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
      {data !== undefined && <Of leaves={data} />}
    </div>
  );
}

function Of({ leaves }: { readonly leaves: Leaves }) {
  const asked = leaves.records.some(({ asks }) => asks.evidence || asks.onward);
  return (
    <>
      {leaves.permissions.length > 0 && (
        <section className="panel" aria-labelledby="there">
          <h2 id="there">
            <Trans>Leave about this request</Trans>
          </h2>
          <PermissionRows rows={leaves.permissions} now={leaves.now} />
        </section>
      )}
      {leaves.rule !== null && <WhyNot rule={leaves.rule} />}
      {!leaves.spoken && (
        <Notice tone="warning">
          <p>
            <Trans>The other side’s node does not speak of permissions yet. Ask in another way.</Trans>
          </p>
        </Notice>
      )}
      {!asked && (
        <p>
          <Trans>Nothing that came is marked so that leave has to be asked.</Trans>
        </p>
      )}
      {asked && leaves.spoken && leaves.rule === null && <Form leaves={leaves} />}
    </>
  );
}

const MAX = 8_000;

/** All that asks for leave is chosen until somebody chooses less. */
const recordsFor = ({ records }: Leaves, use: Use | ""): readonly string[] =>
  records.filter(({ asks }) => use !== "" && asks[use]).map(({ record }) => record);

function Form({ leaves }: { readonly leaves: Leaves }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const say = useSay(null);
  // Whoever was refused a use comes here with it. Why she means to do it is for our side, and is not carried over.
  const { search } = useAddress();
  const meant = USES.find((each) => each === search["use"]) ?? "";
  const [use, setUse] = useState<Use | "">(meant);
  const [records, setRecords] = useState(() => recordsFor(leaves, meant));
  const [proceeding, setProceeding] = useState("");
  const [court, setCourt] = useState("");
  const [agency, setAgency] = useState("");
  const [third, setThird] = useState("");
  const [purpose, setPurpose] = useState(leaves.purpose ?? "");
  const [day, setDay] = useState("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const asking = leaves.records.filter(({ asks }) => use !== "" && asks[use]);
  const until = beginOf(day, node.zone);
  const to = third.trim();
  const towards = use === "evidence" ? { proceeding, court } : agency === "" ? { third: to } : { agency };
  const isTowards = use !== "" && Object.values(towards).every((word) => word !== "");
  const isOne = use !== "onward" || agency === "" || to === "";
  const whole =
    isTowards && isOne && records.length > 0 && purpose !== "" && until > now && text.trim() !== "";
  const choose = (code: string) => {
    const next = code as Use;
    setUse(next);
    setRecords(recordsFor(leaves, next));
  };
  const send = () => {
    setTried(!whole);
    if (!whole || say.isPending) return;
    const files = asking.filter(({ record }) => records.includes(record)).flatMap((each) => each.files);
    const args = { matter: leaves.matter, records, files, use, ...towards, purpose, until };
    say.mutate(
      { do: "seek", args: args as never, after: [null, null], body: { text: text.trim(), lang } },
      { onSuccess: () => navigate({ to: "/permissions" }) },
    );
  };
  const missing = t`Choose one.`;
  return (
    <section className="panel" aria-labelledby="ask">
      <h2 id="ask">
        <Trans>Ask its originator</Trans>
      </h2>
      <p>
        <Trans>
          One use at a time. Until it is granted the answer is no, and silence grants nothing. What you write
          crosses.
        </Trans>
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <SelectField
          label={t({ context: "permission", message: "For what" })}
          value={use}
          onChange={choose}
          empty={t`Choose`}
          error={tried && use === "" ? missing : undefined}
          options={codeOptions("permission-use", lang)}
        />
        {use !== "" && (
          <Choices
            kind="checkbox"
            label={t`Which records`}
            value={records}
            onChange={setRecords}
            error={tried && records.length === 0 ? missing : undefined}
            options={asking.map(({ record, do: what, files }) => ({
              value: record,
              label: _(DONE[what] ?? { id: what }),
              note: (
                <>
                  {" · "}
                  <span className="mono" translate="no">
                    {record.slice(0, 8)}
                  </span>
                  {files.length > 0 && (
                    <>
                      {" · "}
                      <Trans>with its files ({files.length})</Trans>
                    </>
                  )}
                </>
              ),
            }))}
          />
        )}
        {use === "evidence" && (
          <>
            <SelectField
              label={t`Proceeding`}
              value={proceeding}
              onChange={setProceeding}
              empty={t`Choose`}
              error={tried && proceeding === "" ? missing : undefined}
              options={codeOptions("permission-proceeding", lang)}
            />
            <SelectField
              label={t`Court`}
              value={court}
              onChange={setCourt}
              empty={t`Choose`}
              error={tried && court === "" ? missing : undefined}
              options={codeOptions("permission-court", lang)}
            />
          </>
        )}
        {use === "onward" && (
          <>
            <SelectField
              label={t`To an agency of ours`}
              value={agency}
              onChange={setAgency}
              empty={t({ context: "permission", message: "To none of ours" })}
              options={AGENCIES.filter((each) => each.party === node.party).map((each) => ({
                value: each.id,
                label: each.name[lang],
              }))}
            />
            <TextField
              label={t`Or to somebody else, by an identifier without spaces`}
              value={third}
              onChange={setThird}
              max={64}
              error={tried && (!isTowards || !isOne) ? t`Name one recipient.` : undefined}
            />
          </>
        )}
        <SelectField
          label={t({ context: "permission", message: "Purpose" })}
          value={purpose}
          onChange={setPurpose}
          empty={t`Choose`}
          error={tried && purpose === "" ? missing : undefined}
          options={codeOptions("purpose", lang)}
        />
        <UntilDay
          value={day}
          onChange={setDay}
          error={tried && !(until > now) ? t`Name a day to come.` : undefined}
        />
        <TextField
          label={t({ context: "permission", message: "Why, in words for the other side" })}
          value={text}
          onChange={setText}
          rows={4}
          max={MAX}
          error={tried && text.trim() === "" ? t`Say why in a few words.` : undefined}
        />
        <button type="submit" className="button primary" aria-disabled={say.isPending}>
          <Trans context="button">Ask for leave</Trans>
        </button>
        {say.error !== null && <Problem error={say.error} />}
      </form>
    </section>
  );
}
