import { useLingui } from "@lingui/react/macro";
import { LANGS, NATIVE, setPrefs, useLang, usePrefs, type Prefs } from "@setu/ui";
import { speak } from "./i18n.ts";

/** Language, theme and keys. Languages stand under their own names. */
export function Preferences() {
  const { t } = useLingui();
  const lang = useLang();
  const { theme, keys } = usePrefs();
  return (
    <div className="preferences">
      <div role="group" aria-label={t`Language`} className="languages">
        {LANGS.map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            className="link-button"
            aria-pressed={each === lang}
            onClick={() => {
              setPrefs({ lang: each });
              void speak(each);
            }}
          >
            {NATIVE[each]}
          </button>
        ))}
      </div>
      <select
        className="select"
        aria-label={t({ context: "preference", message: "Theme" })}
        value={theme}
        onChange={(event) => setPrefs({ theme: event.target.value as Prefs["theme"] })}
      >
        <option value="system">{t`Theme: as the system`}</option>
        <option value="light">{t`Theme: light`}</option>
        <option value="dark">{t`Theme: dark`}</option>
      </select>
      <select
        className="select"
        aria-label={t`Single-letter keys`}
        value={keys ? "on" : "off"}
        onChange={(event) => setPrefs({ keys: event.target.value === "on" })}
      >
        <option value="on">{t`Keys: on`}</option>
        <option value="off">{t`Keys: off`}</option>
      </select>
    </div>
  );
}
