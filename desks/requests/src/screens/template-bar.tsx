import { useLingui } from "@lingui/react/macro";
import { useLang } from "@setu/ui";
import { useId } from "react";
import { TEMPLATES, type RequestTemplate } from "../texts/templates.ts";

/** Requests that are asked every week, half written. What one has written already stays. */
export function TemplateBar({ onChoose }: { readonly onChoose: (template: RequestTemplate) => void }) {
  const { t } = useLingui();
  const lang = useLang();
  const id = useId();
  return (
    <div className="field" role="group" aria-labelledby={id} aria-describedby={`${id}-hint`}>
      <p className="field-title" id={id}>{t`Begin with a template`}</p>
      <p className="hint" id={`${id}-hint`}>
        {t`It fills in subject, text and kinds of information, and leaves places to fill. What you have written stays.`}
      </p>
      <div className="actions">
        {TEMPLATES.map((each) => (
          <button key={each.id} type="button" className="button" onClick={() => onChoose(each)}>
            {each.name[lang]}
          </button>
        ))}
      </div>
    </div>
  );
}
