import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useState, type RefObject } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { SearchField } from "react-aria-components/SearchField";
import { helpShown } from "./commands.ts";
import { useWays } from "./go.ts";
import { actOf } from "./keys.ts";
import { Modal } from "./overlays.ts";
import { navigate } from "./router.tsx";
import "./palette.css";

type Entry = { readonly id: string; readonly name: string; readonly keys: string; readonly act: () => void };

type Props = {
  /** What has been typed before it was there. */
  readonly typed: RefObject<string>;
  readonly onChoose: (act: () => void) => void;
  readonly onClose: () => void;
};

/** What stays whatever is typed: to look for just that. */
const SEARCH = "search";

/** Every screen, and every act of the screen that is shown, by its name and with its key. */
export default function Palette({ typed, onChoose, onClose }: Props) {
  const { t } = useLingui();
  const { contains } = useFilter({ sensitivity: "base" });
  const [text, setText] = useState(() => typed.current);
  const words = text.trim();
  const entries = useEntries();
  const search: Entry = {
    id: SEARCH,
    name: t`Search everything for “${words}”`,
    keys: "/",
    act: () => navigate({ to: "/search", search: { q: words } }),
  };
  const items = words === "" ? entries : [...entries, search];
  return (
    <Modal title={t({ context: "button", message: "Go to, or do" })} onClose={onClose}>
      <div className="palette">
        <Autocomplete
          inputValue={text}
          onInputChange={setText}
          filter={(name, typed, node) => node.key === SEARCH || contains(name, typed.trim())}
        >
          <SearchField autoFocus aria-label={t`Name of a screen or of an act`}>
            <Input className="input" />
          </SearchField>
          <Menu
            aria-label={t`Screens and acts`}
            items={items}
            onAction={(id) => {
              const entry = items.find((each) => each.id === id);
              if (entry !== undefined) onChoose(entry.act);
            }}
          >
            {(entry) => (
              <MenuItem id={entry.id} textValue={entry.name} data-hint={entry.keys}>
                {entry.name}
              </MenuItem>
            )}
          </Menu>
        </Autocomplete>
        <p className="muted">
          <Trans>Type a part of the name, choose with the arrow keys, and press Enter.</Trans>
        </p>
      </div>
    </Modal>
  );
}

/** As they were when it was opened: an act means the row on which the officer stood. */
function useEntries(): readonly Entry[] {
  const { _ } = useI18n();
  const { t } = useLingui();
  const ways = useWays();
  return useMemo(() => {
    const acts = helpShown().flatMap(({ keys, does }): readonly Entry[] => {
      const act = actOf(keys);
      // On the sheet it is "this sheet"; here it needs its name.
      const name = keys.join() === "?" ? t`Keys on this screen` : _(does);
      return act === undefined ? [] : [{ id: `act ${keys.join(" ")}`, name, keys: keys.join(" "), act }];
    });
    const screens = ways.map(({ letter, name, go }): Entry => ({
      id: `go ${letter}`,
      name,
      keys: `G ${letter.toUpperCase()}`,
      act: go,
    }));
    return [...screens, ...acts];
  }, [_, t, ways]);
}
