/** What the tests use of the certified provider, which brings no types of its own. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  export default class OidcProvider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    proxy: boolean;
    on(event: string, listener: (...given: readonly unknown[]) => void): void;
  }
}
