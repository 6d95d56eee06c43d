import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { exactNow, Link, Notice, Problem, ScreenKeys, useLang, usePlace, useWindowTitle } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { requestKeys } from "./query-keys.ts";
import { FileField } from "./file-field.tsx";
import { formatOf, readFile, takeBack } from "./intake-data.ts";
import { IntakeForm, type Message, type Registered } from "./intake-form.tsx";
import { IntakeTable, type Table } from "./intake-table.tsx";
import { UNDO_SHOWN_MS } from "./local-acts.ts";
import "./request.css";

/** What is on the screen: a form to fill, a message to look over, a table to take, or what was registered. */
type Stage =
  | { readonly kind: "form"; readonly message: Message | null; readonly no: number }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "done"; readonly registered: Registered };

/** Registers what came another way: by hand, from a message, or many from a table. Nothing of it leaves this node. */
export default function Intake() {
  const { t } = useLingui();
  const lang = useLang();
  const { node } = usePlace();
  const client = useQueryClient();
  const [stage, setStage] = useState<Stage>({ kind: "form", message: null, no: 0 });
  const no = useRef(0);
  const [error, setError] = useState<unknown>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const title = t({ context: "screen", message: "Register what came another way" });
  const country = node.name[lang];
  useWindowTitle(title);
  const stale = () => client.invalidateQueries({ queryKey: requestKeys.all });
  const form = (message: Message | null) => setStage({ kind: "form", message, no: ++no.current });
  const take = async (file: File) => {
    setError(null);
    setChosen(file.name);
    const as = formatOf(file.name);
    try {
      const read = as === null ? null : await readFile(file, as);
      if (read === null) setError("kind");
      else if (read.as === "eml") form(read);
      else setStage({ kind: "table", table: read });
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <div className="intake">
      <h1>{title}</h1>
      <Notice>
        <p>
          <Trans>
            What came by mail, on paper or by telephone stands in the same lists and the same search as what
            came through Setu, with its true dates. It stays in {country}, and the other side attests nothing
            of it.
          </Trans>
        </p>
      </Notice>
      <FileField
        className="panel drop"
        label={t`A message (.eml) or a table (.csv)`}
        hint={t`Choose it or drop it here. It is read on our own node, and you look it over before anything is registered.`}
        button={t({ context: "button", message: "Choose a file" })}
        chosen={chosen ?? t`None chosen yet`}
        accept=".eml,.csv,message/rfc822,text/csv"
        onFiles={([file]) => file !== undefined && void take(file)}
      />
      {error === "kind" ? (
        <Notice tone="error">
          <Trans>This is neither a message (.eml) nor a table (.csv). Nothing was read.</Trans>
        </Notice>
      ) : (
        error !== null && <Problem error={error} />
      )}
      {stage.kind === "form" && (
        <IntakeForm
          key={stage.no}
          message={stage.message}
          onDone={(registered) => {
            setStage({ kind: "done", registered });
            void stale();
          }}
        />
      )}
      {stage.kind === "table" && <IntakeTable table={stage.table} onTaken={() => void stale()} />}
      {stage.kind === "done" && (
        <Done registered={stage.registered} onAgain={() => form(null)} onTakenBack={() => form(null)} />
      )}
      <ScreenKeys
        help={[
          { keys: ["G", "I"], does: msg`Back to the inbox` },
          { keys: ["?"], does: msg`Show this sheet` },
        ]}
      />
    </div>
  );
}

type DoneProps = {
  readonly registered: Registered;
  readonly onAgain: () => void;
  readonly onTakenBack: () => void;
};

function Done({ registered: { item, act, title }, onAgain, onTakenBack }: DoneProps) {
  const [undoable, setUndoable] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [until] = useState(() => exactNow() + UNDO_SHOWN_MS);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    link.current?.focus();
    const timer = setTimeout(() => setUndoable(false), until - exactNow());
    return () => clearTimeout(timer);
  }, [until]);
  return (
    <section className="panel" aria-labelledby="registered">
      <h2 id="registered">
        <Trans>Registered here</Trans>
      </h2>
      <p role="status">
        <bdi>{title}</bdi>
      </p>
      {error !== null && <Problem error={error} />}
      <div className="actions">
        <Link ref={link} to="/requests/$item" params={{ item }} className="button primary">
          <Trans context="button">Open it</Trans>
        </Link>
        <button type="button" className="button" onClick={onAgain}>
          <Trans context="button">Register another one</Trans>
        </button>
        {undoable && (
          <button
            type="button"
            className="button"
            onClick={() => void takeBack(item, act).then(onTakenBack, setError)}
          >
            <Trans context="button">Undo</Trans>
          </button>
        )}
      </div>
    </section>
  );
}
