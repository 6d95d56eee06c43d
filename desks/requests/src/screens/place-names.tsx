import { useLingui } from "@lingui/react/macro";
import { useLang } from "@setu/ui";
import { placeWords } from "../texts/fields.ts";

/** Places that are left open, in the reader's words: "period, date". */
export function PlaceNames({ names }: { readonly names: readonly string[] }) {
  const { t } = useLingui();
  const lang = useLang();
  return (
    <bdi className="place-names">
      {names.map((name) => (name === "" ? t`without a name` : placeWords(name, lang))).join(", ")}
    </bdi>
  );
}
