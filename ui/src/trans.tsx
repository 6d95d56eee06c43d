import { Trans as LinguiTrans, type TransProps } from "@lingui/react";

/**
 * What the macro of Lingui becomes (`web/lingui.config.ts`). Lingui puts a string into the message and looks for the
 * message's own tags afterwards, so a file that somebody has called `</0>` would end an element of ours: here what
 * could be taken for a tag goes in as an element of its own.
 */
export function Trans({ values, ...rest }: TransProps) {
  return <LinguiTrans {...rest} {...(values !== undefined && { values: guarded(values) })} />;
}

const guarded = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && value.includes("<") ? [value] : value,
    ]),
  );
