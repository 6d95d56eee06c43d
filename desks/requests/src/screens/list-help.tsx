import { Trans } from "@lingui/react/macro";
import { KeySheet } from "@setu/ui";

/** What the keys of a list do. */
export function ListHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <KeySheet
      onClose={onClose}
      help={[
        { keys: ["J"], does: <Trans>Next request</Trans> },
        { keys: ["K"], does: <Trans>Previous request</Trans> },
        { keys: ["Enter"], does: <Trans>Open the request</Trans> },
        { keys: ["X"], does: <Trans>Select it, or leave it out</Trans> },
        { keys: ["Shift", "X"], does: <Trans>Select from the last one to here</Trans> },
        { keys: ["Esc"], does: <Trans>Select none</Trans> },
        { keys: ["A"], does: <Trans>Take it: it is mine</Trans> },
        { keys: ["Shift", "A"], does: <Trans>Assign it to an officer</Trans> },
        { keys: ["B"], does: <Trans>Give it back: it is with nobody</Trans> },
        { keys: ["H"], does: <Trans>Set the date of the follow-up</Trans> },
        { keys: ["W"], does: <Trans>Watch it, or watch it no longer</Trans> },
        {
          keys: ["E"],
          does: (
            <Trans>
              Put it away, or bring it back, and go to the next; what is not over is asked about first
            </Trans>
          ),
        },
        { keys: ["R"], does: <Trans>Open it and do what moves it on</Trans> },
        { keys: ["M"], does: <Trans>Open it and write a message</Trans> },
        { keys: ["D"], does: <Trans>Open it and say why the answer will be late</Trans> },
        {
          keys: ["Z"],
          does: <Trans>Undo the newest of these, then the one before it, each within ten seconds</Trans>,
        },
        { keys: ["S"], does: <Trans>Save the list, or what is selected, as CSV</Trans> },
        { keys: ["Shift", "S"], does: <Trans>Save the list, or what is selected, as XLSX</Trans> },
        { keys: ["U"], does: <Trans>Bring in what is new and order the list again</Trans> },
        { keys: ["1", "9"], does: <Trans>Open the saved view with that number</Trans> },
        { keys: ["0"], does: <Trans>Clear the filters</Trans> },
        { keys: ["I"], does: <Trans context="screen">Register what came another way</Trans> },
        { keys: ["V"], does: <Trans>Save or delete a view</Trans> },
        { keys: ["F"], does: <Trans>Go to the filter</Trans> },
        { keys: ["/"], does: <Trans>Search everything, from any screen</Trans> },
        { keys: ["?"], does: <Trans>Show this sheet</Trans> },
      ]}
    />
  );
}

/** What the keys of the search do. */
export function SearchHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <KeySheet
      onClose={onClose}
      help={[
        { keys: ["J"], does: <Trans>Next request</Trans> },
        { keys: ["K"], does: <Trans>Previous request</Trans> },
        { keys: ["Enter"], does: <Trans>Open the request</Trans> },
        { keys: ["/"], does: <Trans>Search for something else</Trans> },
        { keys: ["?"], does: <Trans>Show this sheet</Trans> },
      ]}
    />
  );
}
