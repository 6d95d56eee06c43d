import { EVERYTHING } from "./everything.fixture.ts";

/** An officer as the configuration names one, with everything that is not said otherwise. */
export const person = (id: string, rest: object = {}) => ({
  id: `ca.${id}`,
  name: id,
  agency: "ca.ncb-ottawa",
  lang: "en" as const,
  ...EVERYTHING,
  ...rest,
});
