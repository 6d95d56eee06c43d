import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  alwaysOn,
  CHANNELS,
  NOTICE_KINDS,
  type NoticePreferences,
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
    mutationFn: (notices: NoticePreferences) =>
      api<NoticeSettings>(PATH, { method: "PUT", json: { notices } }),
    // What was refused is not what holds.
    onError: () => setChosen(null),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  // What a person has just chosen stands at once, and no answer to an earlier change undoes it.
  const [chosen, setChosen] = useState<NoticePreferences | null>(null);
  const choose = (notices: NoticePreferences) => {
    setChosen(notices);
    save.mutate(notices);
  };
  return (
    <section className="panel" aria-labelledby="told">
      <h2 id="told">
        <Trans>What you are told</Trans>
      </h2>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {save.error !== null && <Problem error={save.error} />}
      {data !== undefined && (
        <Table settings={chosen ? { ...data, notices: chosen } : data} onChange={choose} />
      )}
    </section>
  );
}

type Props = {
  readonly settings: NoticeSettings;
  readonly onChange: (notices: NoticePreferences) => void;
};

function Table({ settings: { notices, mail }, onChange }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const names = {
    screen: t({ context: "channel", message: "Screen" }),
    mail: t({ context: "channel", message: "Mail" }),
  };
  return (
    <>
      <table>
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
                <td key={channel}>
                  <input
                    type="checkbox"
                    aria-label={`${_(KINDS[kind])}: ${names[channel]}`}
                    checked={notices[kind][channel]}
                    disabled={alwaysOn(kind, channel) || (channel === "mail" && !mail)}
                    onChange={({ target }) =>
                      onChange({ ...notices, [kind]: { ...notices[kind], [channel]: target.checked } })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted meta">
        <Trans>Your own deadline is always shown on the screen.</Trans>{" "}
        {mail ? (
          <Trans>
            A mail has the reference, the reason and the deadline, and nothing that stands in the request.
          </Trans>
        ) : (
          <Trans>This node sends you no mail: it has no mail server, or no address of yours.</Trans>
        )}
      </p>
    </>
  );
}
