import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { BECAUSE_MAX, TAKE_REASONS } from "../../taking.ts";
import { TAKE_REASON } from "../viewer-words.ts";
import { requestPath, useReading } from "./links.ts";

/** The original, for a reason that is written down first: of any file, for here nothing of it was looked at. */
export function ReadTaking({ item, a }: { readonly item: string; readonly a: string }) {
  const { _ } = useI18n();
  const { href, csrf } = useReading();
  return (
    <form method="post" action={href(`${requestPath(item)}/files/${encodeURIComponent(a)}`)}>
      <h2>
        <Trans>Take the original…</Trans>
      </h2>
      <p>
        <Trans>
          The original is opened by a program on your own machine, and can harm it. It is saved without its
          name. Why it is taken stands in its chain of custody.
        </Trans>
      </p>
      <input type="hidden" name="csrf" value={csrf} />
      <p>
        <label>
          <Trans context="field">Reason</Trans>{" "}
          <select name="reason" required>
            {TAKE_REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {_(TAKE_REASON[reason])}
              </option>
            ))}
          </select>
        </label>
      </p>
      <p>
        <label>
          <Trans>In one line</Trans>{" "}
          <input name="because" required maxLength={BECAUSE_MAX} autoComplete="off" />
        </label>
      </p>
      <button type="submit">
        <Trans>Download the original</Trans>
      </button>
    </form>
  );
}
