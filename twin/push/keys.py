"""The values of keys, which no template holds."""

from twin.emulator import Emulator


def key_values(emulator: Emulator) -> dict[str, str]:
    """Return each key's value by its id, as the emulator made them up at the deployment."""
    pages = emulator.client("apigateway").get_paginator("get_api_keys").paginate(includeValues=True)
    return {key["id"]: key["value"] for page in pages for key in page["items"]}
