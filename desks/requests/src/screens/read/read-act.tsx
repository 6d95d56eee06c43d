import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice, useLang, When } from "@setu/ui";
import type { Marking } from "@setu/core";
import type { AttachmentView, TimelineAct } from "../../api.ts";
import type { HomeAct } from "../../home.ts";
import { ActHeading, ActText } from "../act.tsx";
import { label } from "../codes.ts";
import { fileHref, proofHref } from "../data.ts";
import { Delivery } from "../delivery.tsx";
import { EvaluationWords } from "../evaluation.tsx";
import { sizeWords } from "../files-field.tsx";
import { Author, Line } from "../line.tsx";
import { MarkingLine, sameMarking } from "../marking-fields.tsx";
import { OurTranslation } from "../translated.tsx";
import { DONE } from "../words.ts";
import { requestPath, useReading } from "./links.ts";

type Props = {
  readonly item: string;
  readonly act: TimelineAct;
  /** Our own translations of the acts of this request. */
  readonly translations: readonly HomeAct[];
  /** Of the request: said again only where an act differs. */
  readonly mark: Marking;
};

/** One act of the thread, with its place in the signed log of its side. */
export function ReadAct({ item, act, translations, mark }: Props) {
  const { nameOf } = useReading();
  const { _ } = useI18n();
  const { t } = useLingui();
  return (
    <li className={`act ${act.side}`}>
      <h3>
        <ActHeading act={act} />
      </h3>
      <p className="meta">
        <When at={act.at} /> ·{" "}
        {act.side === "us" ? (
          <Trans context="side">Our side</Trans>
        ) : (
          <Trans context="side">The other side</Trans>
        )}
        {act.by !== null && (
          <>
            {" · "}
            <Author by={act.by} />
          </>
        )}
      </p>
      <Alarms act={act} />
      <ActText
        act={act}
        beside={translations
          .filter((each) => each.args["of"] === act.id)
          .map((each) => (
            <OurTranslation key={each.id} act={each} name={nameOf(each.by)} />
          ))}
      />
      <EvaluationWords act={act} />
      <Files item={item} files={act.attachments} />
      {!sameMarking(act.mark, mark) && (
        <p className="meta">
          <MarkingLine mark={act.mark} />
        </p>
      )}
      {act.side === "us" && <Delivery delivery={act.delivery} />}
      <p className="meta">
        <Trans>
          Record: <span className="mono hash">{act.id}</span>
        </Trans>
        {act.pos !== null && (
          <>
            {" · "}
            <Trans>position {act.pos} in its side’s signed log</Trans>
          </>
        )}{" "}
        ·{" "}
        <a href={proofHref(item, act.id)}>
          <Trans>Download the proof</Trans>
          <span className="visually-hidden">
            {" "}
            {t({ context: "proof of", message: `of: ${_(DONE[act.do] ?? { id: act.do })}` })}
          </span>
        </a>
      </p>
    </li>
  );
}

function Alarms({ act }: Pick<Props, "act">) {
  const lang = useLang();
  return (
    <>
      {act.void !== null && (
        <Notice tone="error">
          <p>
            <strong>
              <Trans>Alarm: the two nodes do not agree on this act.</Trans>
            </strong>{" "}
            <Trans>It counts for nothing here. Call the other office.</Trans>{" "}
            <span className="mono" translate="no">
              {act.void}
            </span>
          </p>
        </Notice>
      )}
      {act.recalled !== null && (
        <Notice tone="warning">
          <p>
            <strong>
              <Trans>Recalled.</Trans>
            </strong>{" "}
            <Recalled reason={label("recall", act.recalled.reason, lang)} />{" "}
            <When at={act.recalled.at} both={false} />
          </p>
        </Notice>
      )}
    </>
  );
}

const Recalled = ({ reason }: { readonly reason: string }) => <Trans>Reason: {reason}.</Trans>;

type FilesProps = { readonly item: string; readonly files: readonly AttachmentView[] };

/** Only the original: its pages are pictures of the screens. What opens it is the reader's own machine. */
function Files({ item, files }: FilesProps) {
  const { i18n } = useI18n();
  const { href } = useReading();
  if (files.length === 0) return null;
  return (
    <>
      <ul>
        {files.map((file) => (
          <li key={file.a}>
            {file.held === true ? (
              <>
                <Line text={file.name} />{" "}
                <strong>
                  <Trans>Held: the scanner found something harmful in it.</Trans>
                </strong>
              </>
            ) : file.parts.have === file.parts.all ? (
              <a href={fileHref(item, file.a)}>
                <Line text={file.name} />
              </a>
            ) : (
              <>
                <Line text={file.name} />{" "}
                <span className="muted">
                  <Trans>
                    Parts here: {file.parts.have} of {file.parts.all}
                  </Trans>
                </span>
              </>
            )}{" "}
            ({sizeWords(file.size, i18n.locale)}) <span className="mono hash">{file.a}</span>
            {file.parts.have === file.parts.all && (
              <>
                {" "}
                <a href={href(`${requestPath(item)}/files/${encodeURIComponent(file.a)}`)}>
                  <Trans>Evidence manifest</Trans>
                  <span className="visually-hidden">
                    {" "}
                    <bdi>{file.name}</bdi>
                  </span>
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
      <p className="meta muted">
        <Trans>
          An original is opened by programs of this computer, and it may be hostile. The screens show its
          pages as pictures instead.
        </Trans>
      </p>
    </>
  );
}
