import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { CAME_BY } from "../intake.ts";

/** The mark of what did not come through Setu, wherever it is listed. */
export const CAME: Readonly<Record<(typeof CAME_BY)[number], MessageDescriptor>> = {
  mail: msg`Came by mail`,
  paper: msg`Came on paper`,
  telephone: msg`Came by telephone`,
  interpol: msg`Came through INTERPOL`,
  diplomatic: msg`Came by the diplomatic bag`,
  "in-person": msg`Brought in person`,
  other: msg`Came another way`,
};

export const cameWords = (code: string): MessageDescriptor =>
  Object.hasOwn(CAME, code) ? CAME[code as keyof typeof CAME] : { id: code };
