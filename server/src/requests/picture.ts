import { FIGURES, listOfFigure, PICTURE_SIDES, type Picture, type PictureSide } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { parseListQuery } from "./listing-query.ts";
import { countRequests, type Asker } from "./listing.ts";

/**
 * How the desk stands. Each figure is counted by the statement of the list that it leads to, for the same reader: it
 * can show no more than that list does, and costs a range of an index that ends where counting stops.
 */
export async function pictureOf(tx: PgTx, asker: Asker): Promise<Picture> {
  // All are sent at once, in one transaction: no figure is of another instant than the next.
  const counts = await Promise.all(
    PICTURE_SIDES.map(async (side) => [side, Object.fromEntries(await countsOf(tx, side, asker))] as const),
  );
  return { counts: Object.fromEntries(counts) as Picture["counts"], now: asker.now };
}

const countsOf = (tx: PgTx, view: PictureSide, asker: Asker) =>
  Promise.all(
    FIGURES.map(async (figure) => {
      const query = parseListQuery({ state: "open", sort: "due", ...listOfFigure(figure), view });
      return [figure, await countRequests(tx, query, asker)] as const;
    }),
  );
