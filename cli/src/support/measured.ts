import { get, type RequestOptions } from "node:http";
import { isTraining } from "@setu/core";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { homeFiles, type NodeConfig } from "@setu/server/node/config.ts";
import {
  databaseSamples,
  fileSamples,
  homeSamples,
  linkSamples,
  purgeSamples,
} from "@setu/server/operations/gather.ts";
import { openMetrics } from "@setu/server/operations/openmetrics.ts";
import type { Opened } from "../store.ts";
import { collect } from "../input.ts";

const MAX = 1024 * 1024;
const PATIENCE = 10_000;

/** `/metrics` of the node that runs from this home; where none answers, what can be measured without it. */
export async function measured(home: string, { config, store, desk }: Opened): Promise<string> {
  const asked = await ask(config).catch(() => null);
  if (asked !== null) return asked;
  const now = Date.now();
  const certificate = loadKeys(homeFiles(home).keys).tls.certificate;
  const calendars = new Map([["own", config.calendar]]);
  const { road = "both" } = config.link;
  const trains = isTraining(config);
  return openMetrics([
    ...(await homeSamples({ home, certificate, calendars, road, trains }, now)),
    ...(await databaseSamples(store)),
    ...(desk
      ? [...(await linkSamples(store, desk, road, now)), ...(await purgeSamples(store, desk, now, now))]
      : []),
    ...(desk && road === "file" ? fileSamples(home, now) : []),
  ]);
}

function ask({ operations }: NodeConfig): Promise<string> {
  if (operations === undefined) return Promise.reject(new Error("nothing listens"));
  const place: RequestOptions =
    "socket" in operations
      ? { socketPath: operations.socket }
      : { host: operations.host, port: operations.port };
  return new Promise((resolve, reject) => {
    get({ ...place, path: "/metrics", timeout: PATIENCE }, (answer) => {
      collect(answer, MAX).then((bytes) => resolve(Buffer.from(bytes).toString()), reject);
    })
      .on("timeout", function (this: { destroy(error: Error): unknown }) {
        this.destroy(new Error("no answer in time"));
      })
      .on("error", reject);
  });
}
