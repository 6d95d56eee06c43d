import { Trans, useLingui } from "@lingui/react/macro";
import {
  LoadProblem,
  navigate,
  Notice,
  Problem,
  SelectField,
  TextField,
  useLang,
  useNow,
  usePlace,
  useWindowTitle,
} from "@setu/ui";
import { agencyName } from "@setu/ui/agencies.ts";
import { useState } from "react";
import type { Postings } from "../api.ts";
import { MAX } from "../body.ts";
import { newId, usePostings, useSend } from "./data.ts";
import { argsOf, EMPTY, TermsFields } from "./terms-fields.tsx";
import "./officers.css";

/** Whom we would post, as what and until when: the other side agrees or refuses. */
export default function NominateScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = usePostings();
  const title = t({ context: "screen", message: "Nominate an officer" });
  useWindowTitle(title);
  return (
    <div className="posting officers-desk">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && !data.may && (
        <Notice>
          <Trans>Only who leads the desk acts on postings.</Trans>
        </Notice>
      )}
      {data?.may === true && <Form accounts={data.accounts} />}
    </div>
  );
}

function Form({ accounts }: Pick<Postings, "accounts">) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const send = useSend(null);
  const [officer, setOfficer] = useState("");
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [mission, setMission] = useState("");
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const account = accounts.find(({ id }) => id === officer);
  const terms = argsOf(draft, node.zone, now);
  const whole = account !== undefined && terms !== null && name.trim() !== "";
  const submit = () => {
    setTried(true);
    if (!whole || send.isPending) return;
    const command = {
      id: newId(),
      do: "nominate",
      args: { officer, agency: account.agency, ...terms } as never,
      after: [null, null] as const,
      body: {
        name: name.trim(),
        ...(title.trim() !== "" && { title: title.trim() }),
        text: mission.trim(),
        lang,
      },
    };
    send.mutate(command, {
      onSuccess: ({ item }) => navigate({ to: "/officers/$item", params: { item } }),
    });
  };
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SelectField
        label={t({ context: "posting", message: "Officer" })}
        value={officer}
        onChange={(id) => {
          setOfficer(id);
          setName(accounts.find((each) => each.id === id)?.name ?? "");
        }}
        empty={t`Choose`}
        options={accounts.map(({ id, name: known, agency }) => ({
          value: id,
          label: `${known} · ${agencyName(agency, lang)}`,
        }))}
      />
      <TextField
        label={t`Name, as the other side shall read it`}
        value={name}
        onChange={setName}
        max={MAX.name}
      />
      <TextField label={t`Title, if any`} value={title} onChange={setTitle} max={MAX.title} />
      <TermsFields draft={draft} onChange={setDraft} accounts={accounts} officer={officer} />
      <TextField label={t`Mission, in words`} value={mission} onChange={setMission} rows={4} max={MAX.text} />
      {tried && !whole && (
        <Notice tone="error">
          <Trans>
            Something is missing: the officer and the name, a post, a mandate, a language, and an end that is
            still to come.
          </Trans>
        </Notice>
      )}
      <button type="submit" className="button primary" aria-disabled={send.isPending}>
        <Trans context="button">Nominate</Trans>
      </button>
      {send.error !== null && <Problem error={send.error} />}
    </form>
  );
}
