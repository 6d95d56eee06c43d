import { useLingui as useI18n } from "@lingui/react";
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { ZONES } from "@setu/requests/me.ts";
import { READ } from "@setu/requests/read-pages.ts";
import {
  DENSITIES,
  type Lang,
  LANGS,
  Link,
  Moment,
  NATIVE,
  type Prefs,
  Problem,
  ScreenKeys,
  SelectField,
  setPrefs,
  THEMES,
  useLang,
  useNow,
  usePlace,
  usePrefs,
  useWindowTitle,
} from "@setu/ui";
import { useMutationState } from "@tanstack/react-query";
import { type ReactNode } from "react";
import { SAVING } from "./kept-preferences.ts";
import { Feed } from "./me-feed.tsx";
import { Keys } from "./me-keys.tsx";
import { NoticeChoices } from "./me-notices.tsx";
import { Programs } from "./me-programs.tsx";
import { Recovery } from "./me-recovery.tsx";
import { Sessions } from "./me-sessions.tsx";
import { chooseLang } from "./preferences.tsx";
import { playTone } from "./tone.ts";
import "./me.css";

/** What the officer alone decides. It is kept at the node and follows them to another machine. */
export default function MeScreen() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "My settings" });
  useWindowTitle(title);
  return (
    <div className="me">
      <h1>{title}</h1>
      <NotSaved />
      <p>
        <Link to="/powers">
          <Trans context="screen">My powers</Trans>
        </Link>
      </p>
      <p>
        <Link to="/first-shift">
          <Trans context="screen">Before your first shift</Trans>
        </Link>
      </p>
      <p>
        <a href={`${READ}/inbox`}>
          <Trans>Simple pages, without a script: for a poor line, and for printing</Trans>
        </a>
      </p>
      <Screen />
      <NoticeChoices />
      <Feed />
      <Keys />
      <Programs />
      <Recovery />
      <Sessions />
      <ScreenKeys help={[{ keys: ["?"], does: msg`Show this sheet` }]} />
    </div>
  );
}

/** The choice holds on this computer; the node does not have it. */
function NotSaved() {
  const last = useMutationState({ filters: { mutationKey: SAVING } }).at(-1);
  return last?.status === "error" ? <Problem error={last.error} /> : null;
}

const DENSITY: Readonly<Record<Prefs["density"], MessageDescriptor>> = {
  compact: msg({ context: "density", message: "Compact: more rows" }),
  standard: msg({ context: "density", message: "Standard" }),
  comfortable: msg({ context: "density", message: "Comfortable: more space" }),
};
const THEME: Readonly<Record<Prefs["theme"], MessageDescriptor>> = {
  system: msg`Theme: as the system`,
  light: msg`Theme: light`,
  dark: msg`Theme: dark`,
};

function Screen() {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const prefs = usePrefs();
  const now = useNow();
  const { node, capital } = usePlace();
  return (
    <section className="panel" aria-labelledby="screen">
      <h2 id="screen">
        <Trans>Screen</Trans>
      </h2>
      <SelectField
        label={t`Language`}
        value={lang}
        onChange={(value) => chooseLang(value as Lang)}
        options={LANGS.map((value) => ({ value, label: NATIVE[value] }))}
      />
      <SelectField
        label={t`Time zone of your desk`}
        hint={t`Every time on the screens is shown in it. Deadlines are the same instants in every zone.`}
        value={prefs.zone ?? ""}
        onChange={(zone) => setPrefs({ zone: zone === "" ? null : zone })}
        empty={t`As the capital: ${capital.label}`}
        options={ZONES.map(({ id, label }) => ({ value: id, label: `${label} (${id.replace("_", " ")})` }))}
      />
      <p className="muted">
        <Trans>
          It is now <Moment at={now} zone={node.zone} />.
        </Trans>
      </p>
      <SelectField
        label={t`Density of lists`}
        value={prefs.density}
        onChange={(density) => setPrefs({ density: density as Prefs["density"] })}
        options={DENSITIES.map((value) => ({ value, label: _(DENSITY[value]) }))}
      />
      <SelectField
        label={t({ context: "preference", message: "Theme" })}
        value={prefs.theme}
        onChange={(theme) => setPrefs({ theme: theme as Prefs["theme"] })}
        options={THEMES.map((value) => ({ value, label: _(THEME[value]) }))}
      />
      <Toggle checked={prefs.keys} onChange={(keys) => setPrefs({ keys })}>
        <Trans>Use single-letter keys</Trans>
      </Toggle>
      <Toggle
        checked={prefs.sound}
        onChange={(sound) => {
          setPrefs({ sound });
          if (sound) playTone();
        }}
      >
        <Trans>A short sound when there is a new notice</Trans>
      </Toggle>
    </section>
  );
}

type ToggleProps = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
};

const Toggle = ({ checked, onChange, children }: ToggleProps) => (
  <label className="choice">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>{children}</span>
  </label>
);
