import { Trans, useLingui } from "@lingui/react/macro";
import { ROLES, type DutyView, type Role } from "@setu/requests/duty.ts";
import { useDutyDeed } from "@setu/requests/screens/duty-data.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { absolute, Problem, SelectField, TextField, useLang, usePlace } from "@setu/ui";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";

const HOUR = 3_600_000;
const LENGTHS = [2, 4, 6, 8, 10, 12, 24];
/** As far ahead as a shift is laid down here. */
const AHEAD = 7 * 24;
const NOTE_MAX = 2_000;

type Props = { readonly view: DutyView; readonly onDone: () => void };

/** A form that takes the focus to its first control, says what was refused, and closes when it is done. */
function DutyForm(props: {
  readonly title: string;
  readonly button: string;
  readonly error: unknown;
  readonly busy: boolean;
  readonly focus?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel?: () => void;
  readonly children: ReactNode;
}) {
  const { title, button, error, busy, focus = true, onSubmit, onCancel, children } = props;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focus) form.current?.querySelector<HTMLElement>("select, input, textarea")?.focus();
  }, [focus]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form className="panel" noValidate ref={form} aria-label={title} onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      {error !== null && <Problem error={error} />}
      <div className="actions">
        <button type="submit" className="button primary" aria-disabled={busy}>
          {button}
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            <Trans context="button">Cancel</Trans>
          </button>
        )}
      </div>
    </form>
  );
}

function useRoles() {
  const { t } = useLingui();
  const words: { readonly [role in Role]: string } = { officer: t`desk`, approver: t`approver` };
  return (roles: readonly Role[]) => roles.map((role) => ({ value: role, label: words[role] }));
}

/** Instants in words, on the hour, in the node's own zone: nobody types a date. */
function useInstants() {
  const lang = useLang();
  const { node } = usePlace();
  return (instants: readonly number[]) =>
    instants.map((at) => ({ value: String(at), label: absolute(at, node.zone, lang, instants[0] ?? at) }));
}

const nextHour = (at: number): number => Math.ceil(at / HOUR) * HOUR;

export function Take({ view, onDone }: Props) {
  const { t } = useLingui();
  const roles = useRoles();
  const instants = useInstants();
  const [first] = view.may;
  const [role, setRole] = useState<string>(first ?? "officer");
  const choices = LENGTHS.map((hours) => nextHour(view.now) + (hours - 1) * HOUR);
  const [until, setUntil] = useState(() => String(choices[3]));
  const { mutate, error, isPending } = useDutyDeed();
  return (
    <DutyForm
      title={t`Take duty, from now`}
      button={t`Take duty`}
      error={error}
      busy={isPending}
      onSubmit={() =>
        mutate({ do: "take-duty", args: { role, until: Number(until) } }, { onSuccess: onDone })
      }
      onCancel={onDone}
    >
      <SelectField label={t`As`} value={role} onChange={setRole} options={roles(view.may)} />
      <SelectField label={t`Until`} value={until} onChange={setUntil} options={instants(choices)} />
    </DutyForm>
  );
}

export function HandOver({ view, mine, onDone }: Props & { readonly mine: readonly Role[] }) {
  const { t } = useLingui();
  const roles = useRoles();
  const { nameOf } = useOfficers();
  const { officer: me } = usePlace();
  const [role, setRole] = useState<string>(mine[0] ?? "officer");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const { mutate, error, isPending } = useDutyDeed();
  const fit = view.people[role === "approver" ? "approver" : "officer"].filter((id) => id !== me.id);
  return (
    <DutyForm
      title={t`Hand over the rest of my shift`}
      button={t`Hand over`}
      error={error}
      busy={isPending}
      onSubmit={() =>
        mutate(
          { do: "hand-over", args: { role, ...(to !== "" && { officer: to }) }, text: note },
          { onSuccess: onDone },
        )
      }
      onCancel={onDone}
    >
      {mine.length > 1 && <SelectField label={t`As`} value={role} onChange={setRole} options={roles(mine)} />}
      <SelectField
        label={t`To`}
        value={to}
        onChange={setTo}
        empty={t`Nobody: the roster has a gap from now`}
        options={fit.map((id) => ({ value: id, label: nameOf(id) }))}
      />
      <TextField
        label={t`What whoever comes has to know`}
        value={note}
        onChange={setNote}
        rows={5}
        max={NOTE_MAX}
      />
    </DutyForm>
  );
}

export function LayDown({ view }: Pick<Props, "view">) {
  const { t } = useLingui();
  const roles = useRoles();
  const instants = useInstants();
  const { nameOf } = useOfficers();
  const [role, setRole] = useState<string>("officer");
  const [officer, setOfficer] = useState("");
  const hours = Array.from({ length: AHEAD }, (_, n) => nextHour(view.now) + n * HOUR);
  const [from, setFrom] = useState(() => String(hours[0]));
  const [length, setLength] = useState("8");
  const [tried, setTried] = useState(false);
  const { mutate, error, isPending } = useDutyDeed();
  const fit = view.people[role === "approver" ? "approver" : "officer"];
  const begins = Math.max(Number(from), hours[0] ?? 0);
  const submit = () => {
    setTried(officer === "");
    if (officer === "") return;
    const args = { officer, role, from: begins, until: begins + Number(length) * HOUR };
    mutate({ do: "on-duty", args }, { onSuccess: () => setOfficer("") });
  };
  return (
    <DutyForm
      title={t`Lay down a shift`}
      button={t`Lay down`}
      error={error}
      busy={isPending}
      focus={false}
      onSubmit={submit}
    >
      <SelectField label={t`As`} value={role} onChange={setRole} options={roles(ROLES)} />
      <SelectField
        label={t`Officer`}
        value={officer}
        onChange={setOfficer}
        empty={t`Choose`}
        error={tried && officer === "" ? t`Choose one.` : undefined}
        options={fit.map((id) => ({ value: id, label: nameOf(id) }))}
      />
      <SelectField label={t`From`} value={String(begins)} onChange={setFrom} options={instants(hours)} />
      <SelectField
        label={t`For how many hours`}
        value={length}
        onChange={setLength}
        options={LENGTHS.map((each) => ({ value: String(each), label: String(each) }))}
      />
    </DutyForm>
  );
}
