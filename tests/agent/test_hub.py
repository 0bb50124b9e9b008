"""The fan-out of one stream to many viewers."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.web.hub import MAX_KEYFRAMES_WAITING, FragmentHub, RoomFullError, Viewer
from avatar.stage.messages import Fragment


def opening(epoch: int = 1) -> Fragment:
    return Fragment(epoch, "init", False, b"init%d" % epoch, "avc1.42c01f,mp4a.40.2")


def media(name: str, *, keyframe: bool = False, epoch: int = 1) -> Fragment:
    return Fragment(epoch, "media", keyframe, name.encode())


async def waiting(viewer: Viewer) -> list[str | bytes]:
    return [await anext(viewer) for _ in range(len(viewer))]


def told(epoch: int) -> list[str | bytes]:
    return [
        json.dumps({"type": "init", "codecs": "avc1.42c01f,mp4a.40.2", "epoch": epoch}),
        b"init%d" % epoch,
    ]


async def test_new_viewer_gets_the_init_segment_and_everything_since_the_latest_keyframe() -> None:
    hub = FragmentHub()
    for fragment in (
        opening(),
        media("k1", keyframe=True),
        media("a"),
        media("k2", keyframe=True),
        media("b"),
    ):
        hub.publish(fragment)
    with hub.subscribe() as viewer:
        hub.publish(media("c"))
        assert await waiting(viewer) == [*told(1), b"k2", b"b", b"c"]


async def test_viewer_who_comes_before_the_stream_waits_for_its_beginning() -> None:
    hub = FragmentHub()
    hub.publish(media("before any init", keyframe=True))
    with hub.subscribe() as viewer:
        assert len(viewer) == 0
        first = asyncio.ensure_future(anext(viewer))
        hub.publish(opening())
        assert await first == told(1)[0]


async def test_stream_begins_with_a_keyframe_for_every_viewer() -> None:
    hub = FragmentHub()
    hub.publish(opening())
    with hub.subscribe() as viewer:
        hub.publish(media("late half of a picture"))
        hub.publish(media("k", keyframe=True))
        assert await waiting(viewer) == [*told(1), b"k"]


async def test_new_epoch_drops_the_old_and_begins_again_for_everybody() -> None:
    hub = FragmentHub()
    for fragment in (opening(1), media("k", keyframe=True)):
        hub.publish(fragment)
    with hub.subscribe() as early:
        hub.publish(opening(2))
        hub.publish(media("late packet of the old stream", keyframe=True, epoch=1))
        hub.publish(media("k2", keyframe=True, epoch=2))
        with hub.subscribe() as late:
            expected = [*told(2), b"k2"]
            assert await waiting(early) == expected
            assert await waiting(late) == expected


async def test_slow_viewer_skips_to_a_keyframe_and_the_others_lose_nothing() -> None:
    hub = FragmentHub()
    hub.publish(opening())
    with hub.subscribe() as slow, hub.subscribe() as quick:
        received = []
        for second in range(10):
            for part in range(12):
                hub.publish(media(f"{second}.{part}", keyframe=part == 0))
                received += await waiting(quick)
        assert len(received) == 2 + 120
        assert quick.skipped == 0
        assert slow.skipped > 0
        left = await waiting(slow)
        assert left[:2] == told(1)
        assert left[2:] == [f"{second}.{part}".encode() for second in (8, 9) for part in range(12)]


async def test_viewer_without_keyframes_in_reach_is_still_bounded() -> None:
    hub = FragmentHub(max_waiting=20)
    hub.publish(opening())
    with hub.subscribe() as viewer:
        hub.publish(media("k", keyframe=True))
        for index in range(100):
            hub.publish(media(str(index)))
        assert len(viewer) <= 20
        hub.publish(media("k2", keyframe=True))
        assert (await waiting(viewer))[-1] == b"k2"
    with hub.subscribe() as newcomer:
        assert await waiting(newcomer) == [*told(1), b"k2"]


async def test_room_that_is_full_refuses_and_has_a_place_again_when_somebody_leaves() -> None:
    hub = FragmentHub(max_viewers=1)
    with hub.subscribe():
        with pytest.raises(RoomFullError, match="1 viewers are watching"), hub.subscribe():
            pass
        assert hub.viewers == 1
    with hub.subscribe():
        assert hub.viewers == 1


async def test_closing_ends_every_viewer_now_and_later() -> None:
    hub = FragmentHub()
    hub.publish(opening())
    with hub.subscribe() as viewer:
        waiting_viewer = asyncio.ensure_future(_all(viewer))
        hub.close()
        hub.close()
        hub.publish(media("after", keyframe=True))
        await waiting_viewer
    with hub.subscribe() as late:
        assert await _all(late) == []


async def _all(viewer: Viewer) -> list[str | bytes]:
    return [message async for message in viewer]


steps = st.lists(st.sampled_from(["init", "key", "delta", "read", "read", "read"]), max_size=200)


@given(steps)
def test_whatever_the_pace_a_viewer_can_play_what_it_is_sent(plan: list[str]) -> None:
    _check_playable(asyncio.run(_play(plan)))


async def _play(plan: list[str]) -> list[str | bytes]:
    hub = FragmentHub(max_waiting=8)
    epoch, number = 0, 0
    got: list[str | bytes] = []
    with hub.subscribe() as viewer:
        for step in plan:
            number += 1
            if step == "init":
                epoch += 1
                hub.publish(opening(epoch))
            elif step == "read":
                if len(viewer):
                    got.append(await anext(viewer))
            else:
                name = f"{epoch} {number} {step}"
                hub.publish(media(name, keyframe=step == "key", epoch=epoch))
            assert len(viewer) <= 8 + MAX_KEYFRAMES_WAITING
        got += await waiting(viewer)
    return got


def _check_playable(got: list[str | bytes]) -> None:
    """After each init: its segment, then media of its epoch, in order, a keyframe after each gap."""
    last, current = 0, 0
    for before, message in zip([b"", *got], got, strict=False):
        if isinstance(message, str):
            assert json.loads(message)["epoch"] > current
            current, last = json.loads(message)["epoch"], 0
        elif message.startswith(b"init"):
            assert isinstance(before, str)
        else:
            epoch, number, kind = message.decode().split()
            assert int(epoch) == current
            assert int(number) > last
            assert kind == "key" or last
            last = int(number)
