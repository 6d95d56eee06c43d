import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { PackagePiece, PackageView } from "@setu/requests/packaging.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { ActLeaves } from "@setu/requests/screens/act-leave.tsx";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { EvaluationWords } from "@setu/requests/screens/evaluation.tsx";
import { sizeWords } from "@setu/requests/screens/files-field.tsx";
import { Line } from "@setu/requests/screens/line.tsx";
import { MarkingLine } from "@setu/requests/screens/marking-fields.tsx";
import { requestPath, useReading } from "@setu/requests/screens/read/links.ts";
import { DONE } from "@setu/requests/screens/words.ts";
import { useLang, usePlace, When } from "@setu/ui";
import { FIELD_WORDS } from "../mla-words.ts";
import { codeWords } from "../permission-words.ts";

type Props = Extract<ReadPage, { readonly kind: "package" }>;

/** A package for mutual legal assistance: its file is asked for, or shown for paper, with the digest that ties the two. */
export function ReadPackage({ item, view }: Props) {
  const { href } = useReading();
  return (
    <>
      <h1>
        <Trans>Package for mutual legal assistance</Trans>
      </h1>
      <p className="screen">
        <a href={href(requestPath(item))}>
          <Trans>To the request</Trans>
        </a>
      </p>
      {view === null ? <AskFile item={item} /> : <Shown view={view} />}
    </>
  );
}

function AskFile({ item }: { readonly item: string }) {
  const { href, csrf } = useReading();
  return (
    <form method="post" encType="multipart/form-data" action={href(`${requestPath(item)}/assistance`)}>
      <p>
        <Trans>
          This node keeps no package. Choose the file that was made of this request: it is shown as a page
          that you can print or save as PDF. A file that this node did not make, or one in which a single byte
          is different, is refused.
        </Trans>
      </p>
      <input type="hidden" name="csrf" value={csrf} />
      <p>
        <label>
          <Trans context="mla">File of the package</Trans> <input type="file" name="file" required />
        </label>
      </p>
      <button type="submit">
        <Trans context="button">Show it for printing</Trans>
      </button>
    </form>
  );
}

function Shown({ view }: { readonly view: PackageView }) {
  return (
    <>
      <Tie view={view} />
      <Form view={view} />
      <section aria-labelledby="pieces">
        <h2 id="pieces">
          <Trans>Records on which it rests</Trans> <span className="figures">({view.pieces.length})</span>
        </h2>
        {view.pieces.map((piece) => (
          <Piece key={`${piece.side} ${piece.id}`} piece={piece} />
        ))}
      </section>
      <section aria-labelledby="promises">
        <h2 id="promises">
          <Trans>What this page says, and what it does not</Trans>
        </h2>
        <ul>
          <li>
            <Trans>
              Each record is in the file with its proof, which anybody verifies with the cards of the two
              parties:{" "}
              <span className="mono" translate="no">
                setu verify-package
              </span>
              .
            </Trans>
          </li>
          <li>
            <Trans>
              The form, who made the package, and through whose hands a file went are the word of whoever
              sends it. Nobody has signed them.
            </Trans>
          </li>
          <li>
            <Trans>
              It does not say that nothing was left out, nor that no leave was taken back since. Attached
              files are not in it; they are named by their hash.
            </Trans>
          </li>
        </ul>
      </section>
    </>
  );
}

/** The paper is of the file with this digest and of no other. */
function Tie({ view: { file, made, before } }: { readonly view: PackageView }) {
  const { i18n } = useI18n();
  const lang = useLang();
  const { nameOf } = useReading();
  return (
    <dl className="facts">
      <dt>
        <Trans context="mla">File</Trans>
      </dt>
      <dd>
        <span className="mono">{file.name}</span> ({sizeWords(file.bytes, i18n.locale)})
      </dd>
      <dt>
        <Trans>SHA-256 of the file</Trans>
      </dt>
      <dd className="mono hash">{file.hex}</dd>
      <dt>
        <Trans>The same, as the covering letter names it</Trans>
      </dt>
      <dd className="mono hash">{file.digest}</dd>
      <dt>
        <Trans>To be evidence before</Trans>
      </dt>
      <dd>
        {codeWords("permission-proceeding", before.proceeding, lang)} ·{" "}
        {codeWords("permission-court", before.court, lang)}
      </dd>
      <dt>
        <Trans context="mla">Made</Trans>
      </dt>
      <dd>
        <When at={made.at} />, <bdi>{nameOf(made.by)}</bdi>, {agencyName(made.agency, lang)}
      </dd>
    </dl>
  );
}

function Form({ view: { form, lang } }: { readonly view: PackageView }) {
  const { _ } = useI18n();
  const absent = form.filter(({ text }) => (text ?? "").trim() === "");
  return (
    <section aria-labelledby="form">
      <h2 id="form">
        <Trans>The request for assistance</Trans>
      </h2>
      <dl>
        {form.map(({ field, source, text }) =>
          (text ?? "").trim() === "" ? null : (
            <div key={field}>
              <dt>
                {_(FIELD_WORDS[field] ?? { id: field })} <span className="meta">({source})</span>
              </dt>
              <dd className="prose" lang={lang} dir="auto">
                {text}
              </dd>
            </div>
          ),
        )}
      </dl>
      {absent.length > 0 && (
        <p>
          <strong>
            <Trans>Not said in this form:</Trans>
          </strong>{" "}
          {absent.map(({ field }) => _(FIELD_WORDS[field] ?? { id: field })).join("; ")}
        </p>
      )}
    </section>
  );
}

function Piece({ piece }: { readonly piece: PackagePiece }) {
  const { _, i18n } = useI18n();
  const lang = useLang();
  const { node, peer } = usePlace();
  const { side, corrected, narrowed, files } = piece;
  const from = (side === "us" ? node : peer)?.name[lang] ?? side;
  return (
    <article className="decision">
      <h3>
        {_(DONE[piece.do] ?? { id: piece.do })}: {from}
      </h3>
      <p className="meta">
        <When at={piece.at} /> · <span className="mono">{piece.by}</span>
      </p>
      {corrected !== null && (
        <p>
          <strong>
            <Trans>Its own side has said this anew. What stands is this record of the package:</Trans>
          </strong>{" "}
          <span className="mono hash">{corrected}</span>
        </p>
      )}
      {piece.title !== null && (
        <p>
          <strong lang={piece.lang ?? undefined}>
            <Line text={piece.title} />
          </strong>
        </p>
      )}
      {piece.text !== null && (
        <p className="prose" lang={piece.lang ?? undefined} dir="auto">
          {piece.text}
        </p>
      )}
      <p className="meta">
        <MarkingLine mark={piece.mark} />
      </p>
      {narrowed.length > 0 && (
        <p className="meta">
          <strong>
            <Trans>Handled more strictly than it was sent, by these records of the package:</Trans>
          </strong>{" "}
          <span className="mono hash">{narrowed.join(" ")}</span>
        </p>
      )}
      <EvaluationWords act={piece} />
      <ActLeaves act={piece} />
      {files.length > 0 && (
        <ul>
          {files.map((file) => (
            <li key={file.sha256}>
              <Line text={file.name} /> ({sizeWords(file.bytes, i18n.locale)}){" "}
              <Trans>
                SHA-256 <span className="mono hash">{file.sha256}</span>
              </Trans>
            </li>
          ))}
        </ul>
      )}
      <p className="meta">
        <Trans>
          Record: <span className="mono hash">{piece.id}</span>
        </Trans>{" "}
        ·{" "}
        <Trans>
          its proof is in the file, under its id: position {piece.pos} of{" "}
          <span className="mono">{piece.log}</span>
        </Trans>
      </p>
    </article>
  );
}
