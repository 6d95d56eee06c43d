"""Other people's programs (scim2-client, scim2-tester), unmodified, at our SCIM endpoint.

Arguments: address of the node, id of the client, file of its private JWK. Prints one line a check.
"""
import base64
import hashlib
import json
import sys
import time

import httpx2
import requests
from jwskate import Jwk
from requests_oauth2client import OAuth2Client, PrivateKeyJwt
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

url, client_id, path = sys.argv[1:]
key = Jwk(json.load(open(path)))
found = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=10).json()


def fresh():
    client = OAuth2Client.from_discovery_document(
        found, issuer=url, testing=True,
        auth=PrivateKeyJwt(client_id, key, aud=found["issuer"]),
        dpop_bound_access_tokens=True,
    )
    return client.client_credentials(scope="directory:read directory:write")


class Dpop(httpx2.Auth):
    """RFC 9449 for a client library that does not know it: a proof for each request, with the node's nonce."""

    def __init__(self):
        self.token, self.made, self.nonce = fresh(), time.monotonic(), None

    def proof(self, request):
        token = self.token.access_token
        ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        htu = str(request.url).split("?")[0]
        proof = self.token.dpop_key.proof(htm=request.method, htu=htu, ath=ath, nonce=self.nonce)
        request.headers["Authorization"] = f"DPoP {token}"
        request.headers["DPoP"] = str(proof)

    def auth_flow(self, request):
        # A program has its measure at a node, 20 requests a second; the checks know of no waiting.
        time.sleep(0.06)
        if time.monotonic() - self.made > 200:
            self.token, self.made = fresh(), time.monotonic()
        self.proof(request)
        answer = yield request
        if answer.status_code == 401 and answer.headers.get("dpop-nonce"):
            self.nonce = answer.headers["dpop-nonce"]
            self.proof(request)
            yield request


with httpx2.Client(base_url=f"{url}/scim/v2", auth=Dpop(), timeout=60) as http:
    for result in check_server(SyncSCIMClient(http)):
        fine = result.status in (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE)
        word = "skipped" if result.status == Status.SKIPPED else "ok" if fine else "not ok"
        reason = " ".join(str(result.reason or "").split())[:300]
        print(f"{word} {result.resource_type or 'server'} {result.title}: {reason}", flush=True)
