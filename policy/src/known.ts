/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "5ed6c81067cb14520628ae2192f665bb019411aa9937f280eada8eae2311729b";
