"""One encode, any number of outputs."""

from __future__ import annotations

import time

from pydantic import ValidationError

from avatar.outputs.base import Airing, Output, Packet
from avatar.outputs.carrier import Carrier
from avatar.registry import UnknownBackend, load
from avatar.stage.config import BackendConfig
from avatar.stage.messages import OutputState

_CLOSE_S = 5.0


class Fanout:
    """Hands every packet to every output. Nothing here waits for an output."""

    def __init__(self, airing: Airing) -> None:
        """Make the outputs of the stage's configuration; one that cannot be made is reported and left out."""
        self._carriers: list[Carrier] = []
        for backend in airing.stage.outputs:
            try:
                output = make_output(backend, airing)
            except ValueError as error:
                airing.report(OutputState(backend.engine, up=False, detail=str(error)))
                continue
            self._carriers.append(Carrier(output, airing.report))

    def start(self) -> None:
        """Begin to carry."""
        for carrier in self._carriers:
            carrier.start()

    def put(self, packet: Packet) -> None:
        """Give every output a packet; never waits."""
        for carrier in self._carriers:
            carrier.put(packet)

    def queues(self) -> dict[str, int]:
        """Packets that wait for each output."""
        return {
            f"output {number} {carrier.name}": len(carrier.queue)
            for number, carrier in enumerate(self._carriers, 1)
        }

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time of all outputs so far."""
        return sum(carrier.cpu_s for carrier in self._carriers)

    def close(self) -> None:
        """Finish every output."""
        for carrier in self._carriers:
            carrier.queue.end()
        until_s = time.monotonic() + _CLOSE_S
        for carrier in self._carriers:
            carrier.close(max(0.1, until_s - time.monotonic()))


def make_output(backend: BackendConfig, airing: Airing) -> Output:
    """Make one output from its configuration.

    Raises:
        ValueError: There is no such output, or its options are wrong; one line.
    """
    try:
        kind = load("output", backend.engine)
        output: Output = kind(kind.Config.model_validate(backend.options), airing)
    except UnknownBackend as error:
        raise ValueError(str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"output {backend.engine}: {field}: {message}") from error
    return output
