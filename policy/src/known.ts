/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "ff00b358672af49b211788478de14a68b110db620b1f6519796b7c2ba9e33d5d";
