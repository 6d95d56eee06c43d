/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "ef06b240e4e273af18c610756ee46a884e3f3a6d5ae3123df19abee321fd5376";
