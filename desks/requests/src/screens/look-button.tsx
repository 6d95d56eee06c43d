import { Trans } from "@lingui/react/macro";
import { lazy, Suspense, useState } from "react";
import type { AttachmentView } from "../api.ts";

const Viewer = lazy(() => import("./viewer.tsx"));

/** The name of a file, which opens it here and never on the officer's own machine. */
export function LookButton({ item, file }: { readonly item: string; readonly file: AttachmentView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        <Trans>
          Look at <bdi>{file.name}</bdi>
        </Trans>
      </button>
      {open && (
        <Suspense fallback={null}>
          <Viewer item={item} file={file} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
