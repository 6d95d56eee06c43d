import { useLingui } from "@lingui/react/macro";
import { LANGS, NATIVE, setPrefs, useLang, usePrefs, type Lang, type Prefs } from "@setu/ui";
import { change } from "./i18n.ts";

/** From the next word on, and from the next sign-in. */
export function chooseLang(lang: Lang): void {
  setPrefs({ lang });
  void change(lang);
}

/** Languages stand under their own names. */
export function Languages() {
  const { t } = useLingui();
  const lang = useLang();
  return (
    <div role="group" aria-label={t`Language`} className="languages">
      {LANGS.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className="link-button"
          aria-pressed={each === lang}
          onClick={() => chooseLang(each)}
        >
          {NATIVE[each]}
        </button>
      ))}
    </div>
  );
}

/** What a person may want to choose before they sign in; the rest is on their own page. */
export function Preferences() {
  const { t } = useLingui();
  const { theme } = usePrefs();
  return (
    <div className="preferences">
      <Languages />
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
    </div>
  );
}
