/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "c3652b34cb8941d863dbc835f0b21fc2d09db206051cff543786bd97b456cfb0";
