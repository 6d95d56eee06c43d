import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { PermissionView } from "@setu/permissions";
import { Choices, Problem, SelectField, TextField, useLang, useNow, usePlace } from "@setu/ui";
import { useState } from "react";
import { beginOf, UntilDay } from "./permission-day.tsx";
import { useSay } from "./permission-data.ts";
import { ACTS, BEARS, codeOptions, TAKES } from "./permission-words.ts";

type Props = { readonly view: PermissionView; readonly move: string };
const MAX = 8_000;

/** One move; what takes something away is folded and pressed twice. */
export function MoveForm({ view, move }: Props) {
  const { _ } = useI18n();
  const name = _(ACTS[move] ?? { id: move });
  if (TAKES.includes(move))
    return (
      <details className="panel" id={`move-${move}`}>
        <summary>{name}</summary>
        <Fields view={view} move={move} />
      </details>
    );
  return (
    <section className="panel" aria-labelledby={`move-${move}`}>
      <h2 id={`move-${move}`}>{name}</h2>
      <Fields view={view} move={move} />
    </section>
  );
}

function Fields({ view, move }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { node } = usePlace();
  const say = useSay(view.item);
  const [text, setText] = useState("");
  const [conditions, setConditions] = useState<readonly string[]>([]);
  const [day, setDay] = useState("");
  const [ground, setGround] = useState("");
  const [tried, setTried] = useState(false);
  const [pressed, setPressed] = useState(false);
  const until = beginOf(day, node.zone);
  const asked = view.permission;
  const args: Readonly<Record<string, object>> = {
    grant: { records: asked?.records ?? [], files: asked?.files ?? [], conditions, until },
    refuse: { ground },
    revoke: { from: now },
    used: { at: now },
  };
  const whole =
    (move !== "grant" || until > now) &&
    (move !== "refuse" || ground !== "") &&
    (!BEARS.includes(move) || text.trim() !== "");
  const again = TAKES.includes(move) && !pressed;
  const send = () => {
    setTried(!whole);
    if (!whole || say.isPending) return;
    if (again) return setPressed(true);
    const body = BEARS.includes(move) ? { text: text.trim(), lang } : null;
    say.mutate({ do: move, args: (args[move] ?? {}) as never, after: view.after, body });
  };
  const name = _(ACTS[move] ?? { id: move });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {move === "grant" && (
        <>
          <p>
            <Trans>Leave is given for all that was asked and nothing else. It ends by itself.</Trans>
          </p>
          <Choices
            kind="checkbox"
            label={t`Conditions`}
            value={conditions}
            onChange={setConditions}
            options={codeOptions("permission-condition", lang)}
          />
          <UntilDay
            value={day}
            onChange={setDay}
            error={tried && !(until > now) ? t`Name a day to come.` : undefined}
          />
        </>
      )}
      {move === "refuse" && (
        <SelectField
          label={t({ context: "permission", message: "Ground" })}
          value={ground}
          onChange={setGround}
          empty={t`Choose`}
          error={tried && ground === "" ? t`Choose one.` : undefined}
          options={codeOptions("refusal", lang)}
        />
      )}
      {move === "revoke" && (
        <p>
          <Trans>
            From now on nothing more may be done by it. What was done before stands. It leaves at once.
          </Trans>
        </p>
      )}
      {BEARS.includes(move) && (
        <TextField
          label={t({ context: "permission", message: "In words for the other side" })}
          value={text}
          onChange={setText}
          rows={3}
          max={MAX}
          error={tried && text.trim() === "" ? t`Say it in a few words.` : undefined}
        />
      )}
      <p aria-live="polite">
        <button type="submit" className="button" aria-disabled={say.isPending}>
          {TAKES.includes(move) && pressed ? <Trans context="button">Yes: {name}</Trans> : name}
        </button>
      </p>
      {say.data?.proposed === true && (
        <p role="status">
          <Trans>It waits under Releases for a second person.</Trans>
        </p>
      )}
      {say.error !== null && <Problem error={say.error} />}
    </form>
  );
}
