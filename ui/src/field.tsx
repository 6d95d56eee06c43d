import { useId, type ReactNode } from "react";

type Common = { readonly label: string; readonly hint?: string; readonly error?: string | undefined };

/** A label, its hint, its error and one control, tied together for every reader. */
export function Field({
  label,
  hint,
  error,
  children,
}: Common & { readonly children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Hints id={id} hint={hint} error={error} />
      {children({
        id,
        ...(described && { "aria-describedby": described }),
        ...(error && { "aria-invalid": true as const }),
      })}
    </div>
  );
}

type ControlProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

function Hints({ id, hint, error }: { id: string; hint: string | undefined; error: string | undefined }) {
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

export type Option = { readonly value: string; readonly label: string };

type SelectProps = Common & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly Option[];
  /** Shown first and worth nothing: nothing is chosen for a person that a person has to answer for. */
  readonly empty?: string;
};

export function SelectField({ value, onChange, options, empty, ...common }: SelectProps) {
  return (
    <Field {...common}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type TextProps = Common & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly max: number;
  readonly lang?: string;
};

/** One line, or several when `rows` is given. */
export function TextField({ value, onChange, rows, max, lang, ...common }: TextProps) {
  return (
    <Field {...common}>
      {(control) => {
        const props = {
          ...control,
          value,
          maxLength: max,
          autoComplete: "off",
          ...(lang !== undefined && { lang }),
        };
        return rows === undefined ? (
          <input type="text" {...props} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <textarea rows={rows} {...props} onChange={(event) => onChange(event.target.value)} />
        );
      }}
    </Field>
  );
}

type ChoicesProps = Common & {
  readonly kind: "radio" | "checkbox";
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly options: readonly (Option & { readonly note?: ReactNode })[];
};

/** Radio buttons or check boxes under one legend. */
export function Choices({ kind, value, onChange, options, label, hint, error }: ChoicesProps) {
  const id = useId();
  const toggle = (option: string, on: boolean) =>
    onChange(kind === "radio" ? [option] : on ? [...value, option] : value.filter((each) => each !== option));
  return (
    <fieldset className="field" aria-describedby={hint || error ? `${id}-hint ${id}-error` : undefined}>
      <legend>{label}</legend>
      <Hints id={id} hint={hint} error={error} />
      <div className={options.some((each) => each.note !== undefined) ? undefined : "choices"}>
        {options.map((each) => (
          <label className="choice" key={each.value}>
            <input
              type={kind}
              name={id}
              checked={value.includes(each.value)}
              onChange={(event) => toggle(each.value, event.target.checked)}
            />
            <span>
              {each.label}
              {each.note}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
