"""What clients sign with and what they are answered, the same for both SDKs."""

import dataclasses
import typing


class Key(typing.NamedTuple):
    """What a client signs with."""

    id: str
    secret: str
    token: str | None = None


@dataclasses.dataclass
class Refused(Exception):
    """An error that the server has answered."""

    status: int
    code: str
    message: str
    request_id: str


class Lost(Exception):
    """No answer of the server came."""


def refusal(product, action, /, **parameters):
    """The status and the code that a call is refused with, by an error that says everything."""
    try:
        answer = product.call(action, **parameters)
    except Refused as error:
        assert error.message and not error.message.startswith(("{", "code:"))
        assert len(error.request_id) == 36
        return error.status, error.code
    raise AssertionError(f"{action} was not refused: {answer}")
