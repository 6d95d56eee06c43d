import { Trans, useLingui } from "@lingui/react/macro";
import {
  LANGS,
  Link,
  NATIVE,
  navigate,
  newId,
  Problem,
  SelectField,
  TextField,
  useLang,
  useNow,
  usePlace,
  useWindowTitle,
} from "@setu/ui";
import { useState, type FormEvent } from "react";
import type { Lang } from "../api.ts";
import { MAX } from "../body.ts";
import { useRegistering } from "./data.ts";
import { beginOf, DayField } from "./day-field.tsx";
import { Sealed } from "./sealed.tsx";
import { codeOptions } from "./words.ts";
import "./individuals.css";

const EMPTY = { kind: "", came: "", lang: "", received: "", name: "", born: "", contact: "", text: "" };
type Field = keyof typeof EMPTY;
const NEEDED: readonly Field[] = ["kind", "came", "lang", "received", "name", "contact", "text"];

/** Somebody has asked what this node holds about her, or that it be mended, restricted or destroyed. */
export default function RegisterScreen() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Register an individual’s request" });
  useWindowTitle(title);
  return (
    <div className="individuals">
      <p>
        <Link to="/individuals">
          <Trans>All individuals’ requests</Trans>
        </Link>
      </p>
      <h1>{title}</h1>
      <Form />
    </div>
  );
}

function Form() {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const send = useRegistering();
  // Named when the form opens: registering twice is registering once.
  const [id] = useState(newId);
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const received = beginOf(draft.received, node.zone);
  const wrong = (field: Field): string | undefined => {
    if (!tried) return undefined;
    if (NEEDED.includes(field) && draft[field].trim() === "") return t`This is needed.`;
    if (field === "received" && received > now) return t`This day is still to come.`;
    return field === "born" && beginOf(draft.born, node.zone) > now
      ? t`This day is still to come.`
      : undefined;
  };
  const common = (field: Field) => ({
    value: draft[field],
    onChange: (value: string) => setDraft((before) => ({ ...before, [field]: value })),
    error: wrong(field),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const missing = NEEDED.some((field) => draft[field].trim() === "");
    if (missing || received > now || beginOf(draft.born, node.zone) > now) {
      const form = event.currentTarget;
      // After what is wrong has been said beside each field.
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      return;
    }
    if (send.isPending) return;
    const { kind, came, name, born, contact, text } = draft;
    const person = { name: name.trim(), born, contact: contact.trim() };
    send.mutate(
      { id, kind, came, lang: draft.lang as Lang, received, person, text: text.trim() },
      { onSuccess: () => navigate({ to: "/individuals/$item", params: { item: id } }) },
    );
  };
  return (
    <form className="case-form" onSubmit={submit} noValidate>
      <section className="panel" aria-labelledby="asked">
        <h2 id="asked">
          <Trans>What is asked</Trans>
        </h2>
        <SelectField
          {...common("kind")}
          label={t({ context: "individuals", message: "Asks for" })}
          empty={t`Choose`}
          options={codeOptions("individual-kind", lang)}
        />
        <SelectField
          {...common("came")}
          label={t({ context: "individuals", message: "How it came" })}
          empty={t`Choose`}
          options={codeOptions("individual-came", lang)}
        />
        <DayField
          {...common("received")}
          label={t({ context: "individuals", message: "Received on" })}
          hint={t`The clock does not start here, but when the request is admitted.`}
        />
        <SelectField
          {...common("lang")}
          label={t`The person is written to in`}
          empty={t`Choose`}
          options={LANGS.map((each) => ({ value: each, label: NATIVE[each] }))}
        />
      </section>
      <section className="panel ours" aria-labelledby="person">
        <h2 id="person">
          <Trans context="individuals">Who asks</Trans>
        </h2>
        <Sealed />
        <TextField {...common("name")} label={t({ context: "person", message: "Name" })} max={MAX.name} />
        <DayField
          {...common("born")}
          label={t`Born on`}
          hint={t`Only if the person has given it.`}
          begins={false}
        />
        <TextField
          {...common("contact")}
          label={t`Where the letter goes`}
          hint={t`Address, or whoever acts for the person.`}
          rows={3}
          max={MAX.contact}
        />
        <TextField {...common("text")} label={t`What the person asks, in short`} rows={4} max={MAX.asked} />
      </section>
      {tried && send.error === null && Object.keys(EMPTY).some((field) => wrong(field as Field)) && (
        <p className="error" role="alert">
          <Trans>Something is missing or wrong above. Nothing was registered; what you wrote is kept.</Trans>
        </p>
      )}
      {send.error !== null && <Problem error={send.error} />}
      <button type="submit" className="button primary" aria-disabled={send.isPending}>
        <Trans context="button">Register the request</Trans>
      </button>
    </form>
  );
}
