"""What a personal token may be good for. Filled by the manifests of the rooms that answer programs."""

from dataclasses import dataclass

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class TokenScope:
    """`name` travels in the API's description, `label` stands beside the box to tick."""

    name: str
    label: object


token_scopes: Registry[TokenScope] = Registry("scope of tokens")
