import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { CaseMatter } from "../api.ts";

/** Whose a matter is: by that it is known who has to be asked. */
export const OWNER: { readonly [owner in CaseMatter["owner"]]: MessageDescriptor } = {
  us: msg({ context: "owner of a matter", message: "Ours" }),
  them: msg({ context: "owner of a matter", message: "Came from the other side" }),
  own: msg({ context: "owner of a matter", message: "Ours, came another way" }),
};
