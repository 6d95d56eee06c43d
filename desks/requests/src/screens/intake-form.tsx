import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { LANGS, Link, NATIVE, Notice, Problem, SelectField, TextField, usePlace } from "@setu/ui";
import { useState, type FormEvent } from "react";
import {
  CAME_BY,
  NO_FIELDS,
  PAPER_MAX,
  type IntakeField,
  type IntakeFields,
  type IntakePreview,
  type IntakeProblem,
  type Paper,
} from "../intake.ts";
import { CAME } from "./came-words.ts";
import { newMatter, readFields, register } from "./intake-data.ts";
import { FIELD, FLAG, PROBLEM } from "./intake-words.ts";
import { Line } from "./line.tsx";

export type Message = Extract<IntakePreview, { as: "eml" }>;
export type Registered = { readonly item: string; readonly act: string; readonly title: string };

type Props = {
  /** What was read from a file, for the officer to look over. */
  readonly message: Message | null;
  readonly onDone: (registered: Registered) => void;
};

const DATES: ReadonlySet<IntakeField> = new Set(["received", "dated", "due"]);
const LONGEST_DATE = 40;

/** One matter, field by field. It is named when the form opens: registering twice is registering once. */
export function IntakeForm({ message, onDone }: Props) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { node } = usePlace();
  const [item] = useState(() => message?.rows[0].item ?? newMatter());
  const [fields, setFields] = useState<IntakeFields>(message?.fields ?? NO_FIELDS);
  const [problems, setProblems] = useState<readonly IntakeProblem[]>(message?.rows[0].problems ?? []);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (field: IntakeField) => (value: string) => {
    setFields((before) => ({ ...before, [field]: value }));
    setProblems((before) => before.filter((each) => each.field !== field));
  };
  const common = (field: IntakeField) => {
    const wrong = problems.find((each) => each.field === field);
    return {
      label: _(FIELD[field]),
      value: fields[field],
      onChange: set(field),
      error: wrong && _(PROBLEM[wrong.code]),
      ...(DATES.has(field) && {
        hint:
          field === "dated"
            ? t`Such as 2026-03-14`
            : t`Such as 2026-03-14, or 2026-03-14 09:30 on the clock of your desk (${node.zone.label})`,
      }),
    };
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const { entry, problems: found } = await readFields(fields);
      setProblems(found);
      if (entry === null) return;
      const paper: Paper = { ...entry.paper, ...besideOf(message) };
      const act = await register(item, {
        ...entry,
        args: { ...entry.args, ...givenIn(message, fields) },
        paper,
      });
      onDone({ item, act, title: paper.title });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const langs = LANGS.map((lang) => ({ value: lang, label: NATIVE[lang] }));
  const ways = CAME_BY.map((code) => ({ value: code, label: _(CAME[code]) }));
  return (
    <form className="panel" aria-label={t`What came`} onSubmit={(event) => void submit(event)} noValidate>
      {message !== null && <About message={message} />}
      <SelectField {...common("cameBy")} options={ways} empty={t`Choose`} />
      <TextField {...common("received")} max={LONGEST_DATE} />
      <TextField {...common("dated")} max={LONGEST_DATE} />
      <TextField {...common("from")} max={PAPER_MAX.from} />
      <TextField {...common("theirRef")} max={PAPER_MAX.theirRef} />
      <TextField {...common("title")} max={PAPER_MAX.title} />
      <TextField {...common("text")} max={PAPER_MAX.text} rows={8} />
      <SelectField {...common("lang")} options={langs} empty={t`Not said`} />
      <TextField {...common("due")} max={LONGEST_DATE} />
      {problems.length > 0 && (
        <p className="error" role="alert">
          <Trans>Something is missing or wrong above. Nothing was registered; what you wrote is kept.</Trans>
        </p>
      )}
      {error !== null && <Problem error={error} />}
      <button type="submit" className="button primary" aria-disabled={busy}>
        <Trans context="button">Register it here</Trans>
      </button>
    </form>
  );
}

/** A date that the officer wrote over what the message says bears a mark. */
const givenIn = (message: Message | null, { received }: IntakeFields) =>
  message !== null && received !== message.fields.received && ({ given: true } as object);

const besideOf = (message: Message | null): Partial<Paper> =>
  message === null
    ? {}
    : { files: message.files, source: message.source, cut: message.flags.includes("cut") };

/** Where the fields come from, and what has to be looked at. */
function About({ message: { source, flags, files, rows } }: { readonly message: Message }) {
  const { _ } = useI18n();
  const [row] = rows;
  return (
    <>
      <p role="status">
        <Trans>
          Read from <Line text={source.name} />. Look it over: nothing is registered yet.
        </Trans>
      </p>
      {row.known && (
        <Notice tone="warning">
          <Trans>This file is registered already.</Trans>{" "}
          <Link to="/requests/$item" params={{ item: row.item }}>
            <Trans context="button">Open it</Trans>
          </Link>
        </Notice>
      )}
      {flags.length > 0 && (
        <Notice tone="warning">
          <ul>
            {flags.map((flag) => (
              <li key={flag}>{_(FLAG[flag])}</li>
            ))}
          </ul>
        </Notice>
      )}
      {files.length > 0 && (
        <ul>
          {files.map((file) => (
            <li key={file.sha256}>
              <Line text={file.name} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
