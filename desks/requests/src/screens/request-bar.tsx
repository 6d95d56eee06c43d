import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Tlp, useLang } from "@setu/ui";
import type { RequestView } from "../api.ts";
import { cameWords } from "./came-words.ts";
import { Due } from "./clock-panel.tsx";
import { CopyReference, type useCopyReference } from "./copy-reference.tsx";
import { printHref } from "./data.ts";
import { Caution } from "./line.tsx";
import { Present, type usePresence } from "./presence.tsx";
import { STATUS } from "./words.ts";

type Props = { readonly view: RequestView; readonly copying: ReturnType<typeof useCopyReference> };

type HeadProps = Props & { readonly others: ReturnType<typeof usePresence> };

/** What stands above whatever is done with it: the bar, the title, who else is here. */
export function RequestHead({ view, copying, others }: HeadProps) {
  const { t } = useLingui();
  const title = view.title ?? t`No title`;
  return (
    <>
      <RequestBar view={view} copying={copying} />
      <h1 lang={view.lang ?? undefined}>
        <bdi>{title}</bdi>
      </h1>
      <Caution text={title} />
      <Present others={others} />
    </>
  );
}

/** Always in sight: which request, how it may be handled, how much time is left. */
function RequestBar({ view, copying }: Props) {
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
