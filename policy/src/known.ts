/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "9f5d8af831306efe693d1592a3ccfd368d41d76be3ac677a37214a8bcd9f5234";
