import { Trans, useLingui } from "@lingui/react/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Suspense } from "react";
import type { KeyHelp } from "./commands.ts";
import { useWays } from "./go.ts";
import { Modal } from "./overlays.ts";
import { setPrefs, usePrefs } from "./prefs.ts";

/** What the keys of this screen do, and the switch that turns them off. */
export function KeySheet({
  help,
  onClose,
}: {
  readonly help: readonly KeyHelp[];
  readonly onClose: () => void;
}) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const { keys } = usePrefs();
  const ways = useWays();
  return (
    <Suspense fallback={null}>
      <Modal title={t`Keys on this screen`} onClose={onClose}>
        <dl className="keys">
          {help.map((each) => (
            <div key={each.keys.join()} style={{ display: "contents" }}>
              <dt>
                {each.keys.map((key) => (
                  <kbd key={key} translate="no">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{_(each.does)}</dd>
            </div>
          ))}
          <div style={{ display: "contents" }}>
            <dt>
              <kbd translate="no">Ctrl</kbd> <kbd translate="no">K</kbd>
            </dt>
            <dd>{t`Go anywhere, or do anything, by its name`}</dd>
          </div>
          {ways.map(({ letter, name }) => (
            <div key={letter} style={{ display: "contents" }}>
              <dt>
                <kbd translate="no">G</kbd> <kbd translate="no">{letter.toUpperCase()}</kbd>
              </dt>
              <dd>{name}</dd>
            </div>
          ))}
        </dl>
        <p className="muted">
          <Trans>
            Single-letter keys act only while the focus is in what they are about, and never where one types.
          </Trans>
        </p>
        <label className="choice">
          <input
            type="checkbox"
            checked={keys}
            onChange={(event) => setPrefs({ keys: event.target.checked })}
          />
          <span>
            <Trans>Use single-letter keys</Trans>
          </span>
        </label>
        <div className="actions">
          <button type="button" className="button primary" onClick={onClose}>
            <Trans context="button">Close</Trans>
          </button>
        </div>
      </Modal>
    </Suspense>
  );
}
