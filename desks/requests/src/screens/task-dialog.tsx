import { Trans, useLingui } from "@lingui/react/macro";
import { dayWords, Modal, Problem, SelectField, TextField, useLang, useNow, usePlace } from "@setu/ui";
import { Suspense, useState } from "react";
import { days } from "./follow-up.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";

const MAX_TASK = 500;

type Props = { readonly title: string; readonly ours: Ours; readonly onClose: () => void };

/** Who is to do what, and by the morning of which day. Nothing of it leaves this node. */
export default function TaskDialog({ title, ours, onClose }: Props) {
  const { t } = useLingui();
  const { officer: me, node } = usePlace();
  const { workers } = useOfficers();
  const lang = useLang();
  const now = useNow();
  const [text, setText] = useState("");
  const [officer, setOfficer] = useState<string>(me.id);
  const [until, setUntil] = useState("");
  const [tried, setTried] = useState(false);
  const give = async () => {
    setTried(true);
    if (text.trim() === "") return;
    const args = { officer, ...(until !== "" && { until: Number(until) }) };
    if (await ours.act({ do: "task", args, text: text.trim() })) onClose();
  };
  return (
    <Suspense fallback={null}>
      <Modal title={title} onClose={onClose}>
        <form
          className="task"
          onSubmit={(event) => {
            event.preventDefault();
            void give();
          }}
        >
          {ours.refused?.do === "task" && <Problem error={ours.refused.error} />}
          <TextField
            label={t`What is to be done`}
            value={text}
            onChange={setText}
            max={MAX_TASK}
            error={tried && text.trim() === "" ? t`Say what is to be done.` : undefined}
          />
          <SelectField
            label={t`By whom`}
            value={officer}
            onChange={setOfficer}
            options={workers.map((each) => ({ value: each.id, label: each.name }))}
          />
          <SelectField
            label={t`By the morning of`}
            value={until}
            onChange={setUntil}
            empty={t`No date`}
            options={days(now, node.zone)
              .filter(({ at }) => at > now)
              .map(({ at }) => ({ value: String(at), label: dayWords(at, node.zone, lang, now) }))}
          />
          <div className="actions">
            <button type="submit" className="button primary">
              <Trans context="button">Give the task</Trans>
            </button>
            <button type="button" className="button" onClick={onClose}>
              <Trans context="button">Cancel</Trans>
            </button>
          </div>
        </form>
      </Modal>
    </Suspense>
  );
}
