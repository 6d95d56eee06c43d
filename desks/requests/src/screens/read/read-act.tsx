import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { Marking } from "@setu/core";
import type { AttachmentView, TimelineAct } from "../../api.ts";
import type { HomeAct } from "../../home.ts";
import { ActAlarms, ActBy, Arriving, HeldWords, isWhole, ManifestLink, ProofWords } from "../act-parts.tsx";
import { ActLeaves } from "../act-leave.tsx";
import { ActHeading } from "../act.tsx";
import { NarrowedWords, SaidText } from "../corrected.tsx";
import { fileHref, proofHref } from "../data.ts";
import { Delivery } from "../delivery.tsx";
import { EvaluationWords } from "../evaluation.tsx";
import { sizeWords } from "../files-field.tsx";
import { Line } from "../line.tsx";
import { MarkingLine, sameMarking } from "../marking-fields.tsx";
import { OurTranslation } from "../translated.tsx";
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
  return (
    <li className={`act ${act.side}`}>
      <h3>
        <ActHeading act={act} />
      </h3>
      <p className="meta">
        <When at={act.at} /> · <ActBy act={act} />
      </p>
      <ActAlarms act={act} />
      <SaidText
        act={act}
        beside={(id) =>
          translations
            .filter((each) => each.args["of"] === id)
            .map((each) => <OurTranslation key={each.id} act={each} name={nameOf(each.by)} />)
        }
      />
      <NarrowedWords act={act} />
      <ActLeaves act={act} />
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
          <ProofWords act={act} />
        </a>
      </p>
    </li>
  );
}

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
                <Line text={file.name} /> <HeldWords />
              </>
            ) : isWhole(file) ? (
              <a href={fileHref(item, file.a)}>
                <Line text={file.name} />
              </a>
            ) : (
              <Arriving file={file} />
            )}{" "}
            ({sizeWords(file.size, i18n.locale)}) <span className="mono hash">{file.a}</span>
            <ManifestLink
              file={file}
              href={href(`${requestPath(item)}/files/${encodeURIComponent(file.a)}`)}
            />
          </li>
        ))}
      </ul>
      <p className="meta muted">
        <Trans>
          An original is opened by programs of this computer, and it may be hostile. The screens show its
          pages as pictures instead. What the viewer cannot show or warns of is taken from its evidence
          manifest, for a reason.
        </Trans>
      </p>
    </>
  );
}
