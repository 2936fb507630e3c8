from collections.abc import Iterator

import pytest

from tests.twin.push.endpoint import Endpoint, served
from twin.emulator import Emulator


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("push") / "emulator.log") as emulator:
        yield emulator


@pytest.fixture
def endpoint(emulator: Emulator, request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    stream = "".join(letter for letter in request.node.name if letter.isalnum() or letter in "_-")[:128]
    with served(emulator, stream) as endpoint:
        yield endpoint
