import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Tlp, useLang } from "@setu/ui";
import type { RequestView } from "../api.ts";
import { cameWords } from "./came-words.ts";
import { Due } from "./clock-panel.tsx";
import { CopyReference, type useCopyReference } from "./copy-reference.tsx";
import { printHref } from "./data.ts";
import { STATUS } from "./words.ts";

type Props = { readonly view: RequestView; readonly copying: ReturnType<typeof useCopyReference> };

/** Always in sight: which request, how it may be handled, how much time is left. */
export function RequestBar({ view, copying }: Props) {
  const { _ } = useI18n();
  const lang = useLang();
  return (
    <div className="request-bar">
      <span className="mono ref" translate="no">
        {view.ref}
      </span>
      <Tlp label={view.tlp} />
      {view.cameBy !== null && <strong>{_(cameWords(view.cameBy))}</strong>}
      <Due clock={view.clock} />
      <span className="muted">{_(STATUS[view.status] ?? { id: view.status })}</span>
      <CopyReference reference={view.ref} copying={copying} />
      <a className="print-link" href={printHref(view.item, lang)}>
        <Trans>Printable page</Trans>
      </a>
    </div>
  );
}
