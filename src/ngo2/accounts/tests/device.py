"""A passkey in software: what a phone does, so that the real checks of fido2 are in the tests."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    def __init__(self, origin="http://localhost", verifies=True):
        self.origin, self.verifies = origin, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user_handle = b""

    def create(self, options):
        """`navigator.credentials.create`, as JSON."""
        asked = json.loads(options)["publicKey"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        attested += cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._authenticator_data(asked["rp"]["id"], ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", asked["challenge"])
        return self._credential(
            {"clientDataJSON": client, "attestationObject": statement}, {"credProps": {"rk": True}}
        )

    def get(self, options):
        """`navigator.credentials.get`, as JSON."""
        asked = json.loads(options)["publicKey"]
        data = self._authenticator_data(asked["rpId"], 0)
        client = self._client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": self.user_handle,
            }
        )

    def _authenticator_data(self, rp_id, flags):
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")

    def _client_data(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response, extensions=None):
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": {key: websafe_encode(value) for key, value in response.items()},
                "clientExtensionResults": extensions or {},
            }
        )
