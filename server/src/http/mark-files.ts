import type { Context } from "hono";
import { SIGN } from "../node/training.ts";

/** Of a node that trains every file that is taken says so by its name, whatever it is. */
export async function markFiles(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  const named = c.res.headers.get("content-disposition");
  if (named !== null)
    c.res.headers.set("content-disposition", named.replace('filename="', `filename="${SIGN}-`));
}
