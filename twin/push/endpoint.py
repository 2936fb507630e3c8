"""The push endpoint of a deployment, served on this machine."""

from twin.deploy import Twin
from twin.permissions.authorizer import Principal
from twin.push.server import PushServer
from twin.push.template import push_endpoint

METHOD = "AWS::ApiGateway::Method"


def push_server(twin: Twin, port: int = 0) -> PushServer:
    """Return the endpoint, which puts by its own role; it listens on `port` (0: any free one)."""
    [method] = twin.app.resources(METHOD)
    role = Principal.role(method.properties["Integration"]["Credentials"])
    kinesis = twin.emulator.client("kinesis", role)
    return PushServer(push_endpoint(twin.app, key_values(twin)), kinesis, port=port)


def key_values(twin: Twin) -> dict[str, str]:
    """Return the keys that were made at the deployment, by their ids."""
    pages = twin.emulator.client("apigateway").get_paginator("get_api_keys").paginate(includeValues=True)
    return {key["id"]: key["value"] for page in pages for key in page["items"]}
