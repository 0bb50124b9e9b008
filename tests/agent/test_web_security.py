"""Who may talk to the page's server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.web.config import TOKEN_VARIABLE, OperatorTokenError, WebConfig, operator_token
from agent.web.security import Allowance, is_allowed_host, is_same_origin


@pytest.mark.parametrize(
    "netloc",
    ["127.0.0.1:8188", "localhost", "LOCALHOST:1", "[::1]:8188", "192.168.1.20:8188", "live.example.com"],
)
def test_own_names_and_literal_addresses_are_answered(netloc: str) -> None:
    assert is_allowed_host(netloc, ("live.example.com",))


@pytest.mark.parametrize(
    "netloc",
    ["", "evil.example", "evil.example:8188", "127.0.0.1.evil.example", "localhost.evil.example", "[::1",
     "user@evil.example", "2130706433.example", "a live.example.com"],
)  # fmt: skip
def test_names_that_could_be_rebound_are_not_answered(netloc: str) -> None:
    assert not is_allowed_host(netloc, ("live.example.com",))


@given(st.text(max_size=60))
def test_any_host_header_is_read_without_an_error(netloc: str) -> None:
    assert is_allowed_host(netloc, ()) in {True, False}
    assert is_same_origin(f"http://{netloc}", netloc) in {True, False}


@pytest.mark.parametrize(
    ("origin", "netloc", "same"),
    [
        ("http://127.0.0.1:8188", "127.0.0.1:8188", True),
        ("https://Live.example.com", "live.example.com", True),
        ("http://127.0.0.1:8189", "127.0.0.1:8188", False),
        ("http://evil.example", "127.0.0.1:8188", False),
        ("null", "127.0.0.1:8188", False),
        ("file://127.0.0.1:8188", "127.0.0.1:8188", False),
        ("http://", "", False),
        ("http://[", "[", False),
    ],
)
def test_only_the_page_itself_is_of_the_same_origin(origin: str, netloc: str, same: bool) -> None:
    assert is_same_origin(origin, netloc) is same


def test_allowance_gives_a_burst_then_one_message_a_second() -> None:
    now = [100.0]
    allowance = Allowance(rate_per_s=1.0, burst=3, clock=lambda: now[0])
    assert [allowance.take() for _ in range(4)] == [0, 0, 0, 1.0]
    now[0] += 0.25
    assert allowance.take() == 0.75
    now[0] += 0.75
    assert allowance.take() == 0
    now[0] += 1000
    assert [allowance.take() > 0 for _ in range(4)] == [False, False, False, True]


@pytest.mark.parametrize("name", ["*", "https://live.example.com", "live.example.com:443", "", "a b"])
def test_allowed_hosts_must_be_plain_names(name: str) -> None:
    with pytest.raises(ValidationError, match="not a host name"):
        WebConfig(allowed_hosts=(name,))


def test_token_comes_from_the_environment_or_is_new_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "a-token-of-the-operator")
    assert operator_token() == "a-token-of-the-operator"
    monkeypatch.delenv(TOKEN_VARIABLE)
    first, second = operator_token(), operator_token()
    assert first != second
    assert len(first) >= 32


@pytest.mark.parametrize("token", ["short", "has spaces in it, twenty", "x" * 200])
def test_unfit_token_is_refused_without_being_shown(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, token)
    with pytest.raises(OperatorTokenError, match=TOKEN_VARIABLE) as caught:
        operator_token()
    assert token not in str(caught.value)
