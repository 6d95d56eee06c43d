import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  alwaysOn,
  CHANNELS,
  NOTICE_KINDS,
  type Channels,
  type NoticeKind,
  type NoticeSettings,
} from "@setu/requests/me.ts";
import { api, LoadProblem, Problem } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { KINDS } from "./notice-words.ts";

const KEY = ["notice preferences"];
const PATH = "/notices/preferences";

/** What one is told, by kind and channel. Each change is saved at once. */
export function NoticeChoices() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: () => api<NoticeSettings>(PATH) });
  const save = useMutation({
    mutationFn: (chosen: Chosen) => api<NoticeSettings>(PATH, { method: "PUT", json: chosen }),
    // What was refused is not what holds.
    onError: () => setChosen(null),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  // What a person has just chosen stands at once, and no answer to an earlier change undoes it.
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const choose = (settings: Chosen) => {
    setChosen(settings);
    save.mutate(settings);
  };
  return (
    <section className="panel" aria-labelledby="told">
      <h2 id="told">
        <Trans>What you are told</Trans>
      </h2>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {save.error !== null && <Problem error={save.error} />}
      {data !== undefined && <Table settings={{ ...data, ...chosen }} onChange={choose} />}
    </section>
  );
}

type Chosen = Pick<NoticeSettings, "notices" | "shift">;
type Props = {
  readonly settings: NoticeSettings;
  readonly onChange: (chosen: Chosen) => void;
};

/** Full hours: `07:00`, in every language. */
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

function Table({ settings: { notices, shift, mail }, onChange }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const names = {
    screen: t({ context: "channel", message: "Screen" }),
    mail: t({ context: "channel", message: "Mail at once" }),
    digest: t({ context: "channel", message: "Mail before the shift" }),
  };
  return (
    <>
      <table className="told-by">
        <thead>
          <tr>
            <th scope="col">
              <Trans>When</Trans>
            </th>
            {CHANNELS.map((channel) => (
              <th scope="col" key={channel}>
                {names[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {NOTICE_KINDS.map((kind) => (
            <tr key={kind}>
              <th scope="row">{_(KINDS[kind])}</th>
              {CHANNELS.map((channel) => (
                <td key={channel} data-label={names[channel]}>
                  <input
                    type="checkbox"
                    aria-label={`${_(KINDS[kind])}: ${names[channel]}`}
                    checked={notices[kind][channel]}
                    disabled={isFixed(kind, channel, notices[kind], mail)}
                    onChange={({ target }) =>
                      onChange({
                        notices: { ...notices, [kind]: { ...notices[kind], [channel]: target.checked } },
                        shift,
                      })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {mail && (
        <label className="field shift">
          <span>
            <Trans>My shift begins at</Trans>
          </span>
          <select
            className="select"
            value={shift}
            onChange={({ target }) => onChange({ notices, shift: Number(target.value) })}
          >
            {HOURS.map((words, hour) => (
              <option key={words} value={hour}>
                {words}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="muted meta">
        <Trans>Your own deadline is always shown on the screen.</Trans>{" "}
        {mail ? (
          <Trans>
            A mail has the reference, the reason and the deadline, and nothing that stands in the request.
            What is not sent at once comes in one mail when your shift begins, in the zone of your screens.
          </Trans>
        ) : (
          <Trans>This node sends you no mail: it has no mail server, or no address of yours.</Trans>
        )}
      </p>
    </>
  );
}

/** What cannot be turned on or off here: where no mail is sent, and what goes at once and so needs no second mail. */
const isFixed = (kind: NoticeKind, channel: keyof Channels, chosen: Channels, mail: boolean): boolean =>
  alwaysOn(kind, channel) || (channel !== "screen" && !mail) || (channel === "digest" && chosen.mail);
