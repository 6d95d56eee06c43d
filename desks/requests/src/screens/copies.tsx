import { Trans, useLingui } from "@lingui/react/macro";
import { SelectField, useLang, useNow } from "@setu/ui";
import { agencyName } from "./agencies.ts";
import { options } from "./codes.ts";

type Props = {
  /** Who gets a copy if none is left out. */
  readonly copies: readonly string[];
  /** A code of `copy-exception`; empty: the copy goes. */
  readonly uncopied: string;
  readonly onChange: (uncopied: string) => void;
};

/** The automatic copy of what goes direct, and the three reasons for leaving it out. */
export function Copies({ copies, uncopied, onChange }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const now = useNow();
  const names = new Intl.ListFormat(lang).format(copies.map((id) => agencyName(id, lang)));
  return (
    <>
      {uncopied === "" ? (
        <p>
          <Trans>
            It goes direct, so a copy goes to the single point of contact: <strong>{names}</strong>
          </Trans>
        </p>
      ) : (
        <p>
          <Trans>
            No copy goes to <strong>{names}</strong>. Your reason is kept with the request, and counted.
          </Trans>
        </p>
      )}
      <SelectField
        label={t`Leave the copy out`}
        value={uncopied}
        onChange={onChange}
        empty={t`No, the copy goes`}
        options={options("copy-exception", lang, now)}
      />
    </>
  );
}
