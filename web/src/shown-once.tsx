import { Field } from "@setu/ui";

type Props = { readonly label: string; readonly hint: string; readonly value: string };

/** What the node gives out a single time: selected by a touch, so that it can be copied before it is gone. */
export const ShownOnce = ({ label, hint, value }: Props) => (
  <Field label={label} hint={hint}>
    {(control) => (
      <input
        {...control}
        type="text"
        className="feed-address"
        readOnly
        translate="no"
        value={value}
        onFocus={(event) => event.target.select()}
      />
    )}
  </Field>
);
