import { Trans, useLingui } from "@lingui/react/macro";
import { useScopedKeys } from "@setu/ui";
import { useId, useState } from "react";
import type { FilePages } from "../api.ts";

const ZOOMS = ["fit", "large", "largest"] as const;

/** The pages, one at a time, and the words of all of them below. */
export function ViewerPages({ href, pages }: { readonly href: string; readonly pages: FilePages }) {
  const { t } = useLingui();
  const [no, setNo] = useState(0);
  const [zoom, setZoom] = useState(0);
  const heading = useId();
  const all = pages.pages.length;
  const go = (to: number) => setNo(Math.max(0, Math.min(all - 1, to)));
  const nearer = (by: number) => setZoom((now) => Math.max(0, Math.min(ZOOMS.length - 1, now + by)));
  const onKeyDown = useScopedKeys({
    PageDown: () => go(no + 1),
    PageUp: () => go(no - 1),
    Home: () => go(0),
    End: () => go(all - 1),
    "+": () => nearer(1),
    "-": () => nearer(-1),
  });
  const page = pages.pages[no];
  const shown = no + 1;
  return (
    <>
      {page !== undefined && (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown}>
          <div className="actions viewer-bar">
            <button type="button" className="button" disabled={no === 0} onClick={() => go(no - 1)}>
              <Trans>Page before</Trans>
            </button>
            <button type="button" className="button" disabled={no === all - 1} onClick={() => go(no + 1)}>
              <Trans>Page after</Trans>
            </button>
            <button
              type="button"
              className="button"
              disabled={zoom === ZOOMS.length - 1}
              onClick={() => nearer(1)}
            >
              <Trans>Larger</Trans>
            </button>
            <button type="button" className="button" disabled={zoom === 0} onClick={() => nearer(-1)}>
              <Trans>Smaller</Trans>
            </button>
            <span role="status">
              <Trans>
                Page {shown} of {pages.count}
              </Trans>
            </span>
          </div>
          <div className="viewer-page" role="region" aria-label={t`Picture of the page`} tabIndex={0}>
            <img
              key={no}
              className={ZOOMS[zoom]}
              src={`${href}/pages/${no}`}
              width={page.w}
              height={page.h}
              alt={t`Picture of page ${shown}. Its words stand below.`}
            />
          </div>
          <p className="muted">
            <Trans>
              Keys: <kbd>Page Down</kbd> and <kbd>Page Up</kbd> turn the page, <kbd>+</kbd> and <kbd>-</kbd>{" "}
              change the size.
            </Trans>
          </p>
        </div>
      )}
      <h3 id={heading}>
        <Trans>Words in the file</Trans>
      </h3>
      {pages.text === null || pages.text === "" ? (
        <p className="muted">
          <Trans>No words were found in it. What a picture shows is not read out.</Trans>
        </p>
      ) : (
        <div className="viewer-text prose" role="region" aria-labelledby={heading} tabIndex={0} dir="auto">
          {pages.text}
        </div>
      )}
    </>
  );
}
