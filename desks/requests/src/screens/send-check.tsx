import { useLingui as useI18n } from "@lingui/react";
import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Notice, problemOf, TextField, Tlp, useLang, usePlace, When } from "@setu/ui";
import { useEffect, useRef, useState, type ComponentProps } from "react";
import type { SendCheck as Check } from "../api.ts";
import { ApproverNow } from "./approver-now.tsx";
import { Copies } from "./copies.tsx";
import { RestsOn } from "./in-force.tsx";
import { Differing } from "./differing.tsx";
import { Line } from "./line.tsx";
import { PartsFile } from "./parts-file.tsx";
import { PlaceNames } from "./place-names.tsx";

type Props = {
  readonly check: Check;
  /** Names of the places that are still open in what was written. */
  readonly open: readonly string[];
  readonly sending: boolean;
  /** `sign`: by the officer's own key. */
  readonly onSend: (sign: boolean) => void;
  readonly onChange: () => void;
  /** Why the automatic copy is left out; absent where none is ever due. */
  readonly uncopied?: Pick<ComponentProps<typeof Copies>, "uncopied" | "onChange">;
};

/** Says in a sentence what is about to leave the country, and lets a person send it or go back. */
export function SendCheck({ check, open, sending, onSend, onChange, uncopied }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const heading = useRef<HTMLHeadingElement>(null);
  const [typed, setTyped] = useState("");
  useEffect(() => heading.current?.focus(), []);
  const confirmed = check.tlp !== "RED" || typed.trim().toUpperCase() === "RED";
  const blocked = check.refusals.length > 0 || !confirmed || sending;
  return (
    <section className="send-check" aria-labelledby="send-check">
      <h3 id="send-check" tabIndex={-1} ref={heading}>
        <Trans>Before it leaves</Trans>
      </h3>
      <Sentence check={check} />
      {check.due !== null && (
        <p>
          <Trans>If the other side takes it now, the answer is due:</Trans> <When at={check.due} />
        </p>
      )}
      <Differing files={check.differing} />
      {check.subsets?.map((file) => (
        <div key={file.a}>
          <p>
            <strong>
              <Line text={file.name} />
            </strong>
          </p>
          <PartsFile file={file} />
        </div>
      ))}
      {check.copies !== undefined && uncopied !== undefined && <Copies copies={check.copies} {...uncopied} />}
      {check.rests !== undefined && <RestsOn rests={check.rests} />}
      {check.release !== undefined && (
        <Notice tone="warning">
          <p>
            <Trans>It waits until a second person has approved it.</Trans>{" "}
            {check.release.gates !== null && <Trans>You are asked its gates after you press Send.</Trans>}
          </p>
        </Notice>
      )}
      {check.release?.fourEyes === true && <ApproverNow />}
      {check.refusals.map((code) => (
        <Notice tone="error" key={code}>
          <p>
            <strong>{_(problemOf(code).what)}</strong> {_(problemOf(code).next)}{" "}
            {code === "OPEN_PLACE" && open.length > 0 && (
              <>
                <Trans>Still open:</Trans> <PlaceNames names={open} />{" "}
              </>
            )}
            <span className="mono meta" translate="no">
              {code}
            </span>
          </p>
        </Notice>
      ))}
      {check.tlp === "RED" && check.refusals.length === 0 && (
        <TextField label={t`Type RED to confirm`} value={typed} onChange={setTyped} max={8} lang="en" />
      )}
      <div className="actions">
        <button
          type="button"
          className="button primary"
          aria-disabled={blocked}
          onClick={() => {
            if (!blocked) onSend(false);
          }}
        >
          <Trans context="button">Send</Trans>
        </button>
        {check.keys > 0 && (
          <button
            type="button"
            className="button"
            aria-disabled={blocked}
            onClick={() => {
              if (!blocked) onSend(true);
            }}
          >
            <Trans context="button">Sign with my key and send</Trans>
          </button>
        )}
        <button type="button" className="button" onClick={onChange}>
          <Trans context="button">Change it</Trans>
        </button>
      </div>
    </section>
  );
}

/** "This leaves Canada. TLP:AMBER. To: …. 2 files. Contains 1 document number." */
function Sentence({ check }: { readonly check: Check }) {
  const { t } = useLingui();
  const lang = useLang();
  const { node, peer } = usePlace();
  const nameOf = (party: string): string =>
    [node, peer].find((each) => each?.party === party)?.name[lang] ?? party;
  const from = nameOf(check.from);
  const to = nameOf(check.to);
  const found = Object.entries(check.contains)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => containsWords(kind, count));
  const list = new Intl.ListFormat(lang).format(found);
  return (
    <p className="sentence">
      <Trans>
        This leaves {from}. <Tlp label={check.tlp} />. To: {to}.
      </Trans>{" "}
      <Plural value={check.files} _0="No files." one="# file." other="# files." />{" "}
      {found.length > 0 ? (
        <strong>{t`Contains ${list}.`}</strong>
      ) : (
        <Trans>No identifiers were found in the text.</Trans>
      )}
    </p>
  );
}

/** How many identifiers of one kind the text holds. */
function containsWords(kind: string, count: number): string {
  switch (kind) {
    case "telephone":
      return plural(count, { one: "# telephone number", other: "# telephone numbers" });
    case "email":
      return plural(count, { one: "# e-mail address", other: "# e-mail addresses" });
    case "document":
      return plural(count, { one: "# document number", other: "# document numbers" });
    case "account":
      return plural(count, { one: "# account number", other: "# account numbers" });
    case "ip":
      return plural(count, { one: "# IP address", other: "# IP addresses" });
    default:
      return `${count} ${kind}`;
  }
}
