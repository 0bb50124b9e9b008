"""How the stream flows: how soon answers come, whether they are heard out, silences, repeats, the show."""

from __future__ import annotations

import re

from evals.conversations.schema import Conversation
from evals.scorers.answering import ASIDE, expected
from evals.scorers.measure import Measure, Tally
from evals.scorers.numbers import fold
from evals.transcript import Transcript

_SENTENCE = re.compile(r"[^.!?。！？]+(?:[.!?。！？]+|$)")
_LETTERS = re.compile(r"[^\w\u3400-\u9fff]+")
_SHORT = 12
"""Letters below which a sentence may come again: "You're welcome!"."""


def latency(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the answers, those that began in time.

    The values are seconds from a message to its answer's first sound.
    """
    tally = Tally("latency")
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        if reply is None:
            continue
        took = max(0.0, reply.at_s - message.at_s)
        most = wanted.within_s or conversation.expect.answer_s
        tally.value(took)
        why = f"{took:.1f} s instead of {most:g}"
        tally.see(took <= most, where=message.id, why=why, at_s=reply.at_s)
    return tally.measure()


def dead_air(conversation: Conversation, transcript: Transcript) -> Measure:
    """Whether no silence was longer than it may be; the value is the longest, in seconds."""
    tally, most = Tally("dead_air"), conversation.expect.dead_air_s
    pauses = [pause for pause in transcript.pauses if not pause.ordered]
    if not transcript.lines and transcript.for_s > most and not any(p.ordered for p in transcript.pauses):
        tally.see(False, why="nothing was said at all")
        tally.value(transcript.for_s)
        return tally.measure()
    tally.value(max((pause.to_s - pause.from_s for pause in pauses), default=0.0))
    long = [pause for pause in pauses if pause.to_s - pause.from_s > most]
    if not long:
        tally.see(True)
    for pause in long:
        why = f"{pause.to_s - pause.from_s:.1f} s of silence"
        tally.see(False, why=why, at_s=pause.from_s)
    return tally.measure()


def repeats(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the sentences that were heard out, those that were not heard before, beside what may be repeated."""
    tally, heard = Tally("repeats"), dict[str, float]()
    allowed = conversation.expect.repeats
    for line in transcript.lines:
        if not line.complete or line.kind == "operator" or line.lane in ASIDE:
            continue
        for sentence in _SENTENCE.findall(line.heard):
            key = _LETTERS.sub("", fold(sentence))
            if len(key) < (_SHORT if key.isascii() else _SHORT // 2):
                continue
            again = key in heard
            forgiven = again and allowed > 0
            allowed -= forgiven
            why = f"said before at {heard.get(key, 0.0):.1f} s: {sentence.strip()}"
            tally.see(not again or forgiven, where=line.id, why=why, at_s=line.at_s)
            heard.setdefault(key, line.at_s)
    return tally.measure()


def heard_out(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the answers, those that nothing broke off; the operator, and the end of the conversation, may."""
    tally = Tally("heard_out")
    operator = [one.at_s for one in transcript.happenings if one.kind == "operator"]
    allowed = conversation.expect.cut_answers
    for reply in transcript.replies:
        lines = transcript.lines_of(reply)
        until = max((line.until_s for line in lines), default=reply.at_s)
        ordered = any(reply.at_s <= at <= until + 1.0 for at in operator) or until >= transcript.for_s - 1.0
        forgiven = not reply.complete and not ordered and allowed > 0
        allowed -= forgiven
        ok = reply.complete or ordered or forgiven
        text = " ".join(line.heard for line in lines)
        tally.see(ok, where=reply.turn, why=f"broken off: {text}", at_s=until)
    most = conversation.expect.interrupts
    if most is not None:
        cuts = [line for line in transcript.lines if line.kind == "pitch" and not line.complete]
        tally.see(len(cuts) <= most, why=f"the show was cut into {len(cuts)} times instead of {most}")
    return tally.measure()


def show(conversation: Conversation, transcript: Transcript) -> Measure:
    """Where the show must go on between answers or come back behind them, whether it did."""
    tally = Tally("show")
    if conversation.expect.pitch:
        last = max((reply.at_s for reply in transcript.replies), default=0.0)
        after = [line for line in transcript.lines if line.kind == "pitch" and line.heard]
        ok = any(line.at_s > last for line in after) or len(after) > 1
        tally.see(ok, why="the show did not come back")
    return tally.measure()
