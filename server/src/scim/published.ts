import { KINDS, type Attribute, type ResourceKind } from "./attributes.ts";

/** What a client finds out by itself (RFC 7644 section 4), made from the table by which requests are read. */
const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const SCHEMA = `${CORE}:Schema`;
export const MOST = 200;

type Located = (path: string) => string;

const attributeOf = (attribute: Attribute): object => {
  const { name, type, description, multiValued, required, mutability, uniqueness } = attribute;
  const { referenceTypes, subAttributes } = attribute;
  return {
    name,
    type,
    description,
    multiValued: multiValued ?? false,
    required: required ?? false,
    ...(type !== "complex" && type !== "boolean" && { caseExact: type === "reference" }),
    mutability: mutability ?? "readWrite",
    returned: "default",
    uniqueness: uniqueness ?? "none",
    ...(referenceTypes && { referenceTypes }),
    ...(subAttributes && { subAttributes: subAttributes.map(attributeOf) }),
  };
};

const schemaOf = ({ name, schema, description, attributes }: ResourceKind, at: Located): object => ({
  schemas: [SCHEMA],
  id: schema,
  name,
  description,
  attributes: attributes.map(attributeOf),
  meta: { resourceType: "Schema", location: at(`/Schemas/${schema}`) },
});

const resourceTypeOf = ({ name, schema, description, endpoint }: ResourceKind, at: Located): object => ({
  schemas: [`${CORE}:ResourceType`],
  id: name,
  name,
  description,
  endpoint,
  schema,
  meta: { resourceType: "ResourceType", location: at(`/ResourceTypes/${name}`) },
});

export const configOf = (at: Located): object => ({
  schemas: [`${CORE}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: "oauth2",
      name: "OAuth 2.0 client credentials, bound to a key",
      description: "private_key_jwt and DPoP, or mutual TLS; see /.well-known/oauth-authorization-server",
      primary: true,
    },
  ],
  meta: { resourceType: "ServiceProviderConfig", location: at("/ServiceProviderConfig") },
});

/** RFC 7644 section 3.4.2. */
export const listOf = (all: number, from: number, found: readonly object[]): object => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: all,
  startIndex: from,
  itemsPerPage: found.length,
  Resources: found,
});

/** By its path: what is listed there, each by its id. */
export const DISCOVERED: Readonly<
  Record<string, (at: Located) => readonly (readonly [id: string, object])[]>
> = {
  Schemas: (at) => KINDS.map((kind) => [kind.schema, schemaOf(kind, at)]),
  ResourceTypes: (at) => KINDS.map((kind) => [kind.name, resourceTypeOf(kind, at)]),
};
