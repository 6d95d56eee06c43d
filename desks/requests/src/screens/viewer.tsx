import type { MessageDescriptor } from "@lingui/core";
import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { api, Modal, Notice, Problem } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import type { AttachmentView, FilePages } from "../api.ts";
import { fileHref } from "./data.ts";
import { Caution } from "./line.tsx";
import { asksReason } from "../taking.ts";
import { PartsFile } from "./parts-file.tsx";
import { Original } from "./viewer-original.tsx";
import { ViewerPages } from "./viewer-pages.tsx";
import { claimed, FLAG, KIND, REASON, SCAN } from "./viewer-words.ts";
import "./viewer.css";

type Props = { readonly item: string; readonly file: AttachmentView; readonly onClose: () => void };

const ASK_AGAIN = 1_500;

/** A file as pictures of its pages and as words, made on our node by a program that can reach nothing. */
export default function Viewer({ item, file, onClose }: Props) {
  const { t } = useLingui();
  const { data, error } = useQuery({
    queryKey: ["file-pages", item, file.a],
    queryFn: () => api<FilePages>(fileHref(item, file.a).replace(/^\/api/, "") + "/pages"),
    refetchInterval: ({ state }) => (state.data?.state === "working" ? ASK_AGAIN : false),
    // What was shown does not stay in the browser when the dialog is closed.
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <Suspense fallback={null}>
      <Modal title={t`File: ${file.name}`} onClose={onClose}>
        <div className="viewer">
          <Caution text={file.name} />
          {error !== null && <Problem error={error} />}
          {data !== undefined && <Said pages={data} file={file} />}
          {data?.subset !== undefined && <PartsFile file={data.subset} />}
          {error === null && (data === undefined || data.state === "working") && (
            <p role="status">
              <Trans>The file is being looked at…</Trans>
            </p>
          )}
          {data?.state === "ready" && <ViewerPages href={fileHref(item, file.a)} pages={data} />}
          {data !== undefined &&
            data.state !== "working" &&
            data.reason !== "scan-found" &&
            data.reason !== "scan-waiting" && <Original item={item} file={file} asks={asksReason(data)} />}
          <div className="actions">
            <button type="button" className="button primary" onClick={onClose}>
              <Trans context="button">Close</Trans>
            </button>
          </div>
        </div>
      </Modal>
    </Suspense>
  );
}

/** What is known of the file before anybody looks at its pages. */
function Said({ pages, file }: { readonly pages: FilePages; readonly file: AttachmentView }) {
  const { _ } = useI18n();
  const words = (table: Readonly<Record<string, MessageDescriptor>>, code: string) =>
    Object.hasOwn(table, code) ? _(table[code]!) : code;
  const kind = words(KIND, pages.kind ?? "unknown");
  const says = _(claimed(file.type));
  const flags = pages.flags.filter((flag) => flag !== "type-differs");
  return (
    <>
      {pages.reason !== null && (
        <Notice tone="warning">
          <p>
            <strong>
              {pages.state === "held" ? (
                <Trans>Held: it is not shown.</Trans>
              ) : (
                <Trans>It cannot be shown here.</Trans>
              )}
            </strong>{" "}
            {words(REASON, pages.reason)}
          </p>
        </Notice>
      )}
      {pages.flags.includes("type-differs") && (
        <Notice tone="warning">
          <p>
            <strong>
              <Trans>
                The file is not what it is called. The sender says: {says}. By its bytes it is: {kind}.
              </Trans>
            </strong>
          </p>
        </Notice>
      )}
      {flags.length > 0 && (
        <ul className="viewer-flags">
          {flags.map((flag) => (
            <li key={flag}>{words(FLAG, flag)}</li>
          ))}
        </ul>
      )}
      <p className="muted">{words(SCAN, pages.scan)}</p>
    </>
  );
}
