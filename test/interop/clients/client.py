"""Another people's client (requests_oauth2client, jwskate), unmodified, at our token endpoint.

Arguments: address of the node, id of the client, file of its private JWK. Prints one line a check.
"""
import json
import sys

import requests
from jwskate import Jwk
from requests_oauth2client import OAuth2Client, OAuth2ClientCredentialsAuth, PrivateKeyJwt

url, client_id, path = sys.argv[1:]
key = Jwk(json.load(open(path)))
found = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=10).json()


def check(what: str, holds: bool) -> None:
    print(f"{'ok' if holds else 'not ok'} {what}", flush=True)


client = OAuth2Client.from_discovery_document(
    found, issuer=url, testing=True,
    auth=PrivateKeyJwt(client_id, key, aud=found["issuer"]),
    dpop_bound_access_tokens=True,
)
token = client.client_credentials(scope="requests:read")
check("a token by private_key_jwt, bound to a DPoP key", token.token_type.lower() == "dpop" and token.scope == "requests:read")
api = requests.Session()
api.auth = token
answer = api.get(f"{url}/api/requests", timeout=10)
check("a list, with a proof for each request and the node's nonce", answer.status_code == 200 and "rows" in answer.json())
check("the next request too", api.get(f"{url}/api/requests?view=all", timeout=10).status_code == 200)
check("nothing beyond its scope", api.get(f"{url}/api/keys", timeout=10).status_code == 403)
stolen = requests.get(f"{url}/api/requests", headers={"Authorization": f"DPoP {token.access_token}"}, timeout=10)
check("the token alone opens nothing", stolen.status_code == 401)
