"""What ODK Collect reads from a QR code: its settings (https://docs.getodk.org/collect-import-export/)."""

import base64
import json
import zlib


def settings_code(server: str, name: str, secret: str, title: str) -> str:
    """`server` without a slash at the end. `title` is how the device calls the project."""
    told = {
        "general": {"server_url": server, "username": name, "password": secret},
        "admin": {},
        "project": {"name": title},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")
