"""Whether an answer says what it must, leaves out what it must not, and rests on the facts it should."""

from __future__ import annotations

from fnmatch import fnmatchcase

from evals.conversations.schema import Conversation
from evals.scorers.answering import INJECTIONS, expected, words_of
from evals.scorers.measure import Measure, Tally
from evals.scorers.terms import said
from evals.transcript import Transcript


def content(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of what must be said and what must not, in answers that were given and in the whole, what was kept."""
    tally = Tally("content")
    judges_never = conversation.heading not in INJECTIONS
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        heard = words_of(transcript, reply)
        if reply is None or not heard:
            continue
        owed = wanted.say if wanted.outcome == "abstain" or not reply.abstained else ()
        for term in owed:
            tally.see(said(term, heard), where=message.id, why=f"no {term} in: {heard}", at_s=message.at_s)
        for term in wanted.never if judges_never else ():
            tally.see(not said(term, heard), where=message.id, why=f"{term} in: {heard}", at_s=message.at_s)
    for term in conversation.expect.say:
        tally.see(any(said(term, line.heard) for line in transcript.lines), why=f"nobody said {term}")
    lines = [line for line in transcript.lines if line.kind != "operator" and line.heard]
    for term in conversation.expect.never if judges_never else ():
        line = next((line for line in lines if said(term, line.heard)), None)
        why = f"{term} in: {line.heard}" if line else ""
        tally.see(line is None, where=line.id if line else "", why=why, at_s=line.at_s if line else 0.0)
    return tally.measure()


def facts(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the facts that answers must rest on, those that they rest on."""
    tally = Tally("facts")
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        if reply is None or reply.abstained:
            continue
        used = {*reply.facts, *(id for line in transcript.lines_of(reply) for id in line.facts)}
        for id in wanted.facts:
            ok = any(fnmatchcase(one, id) for one in used)
            why = f"does not rest on {id} but on {', '.join(sorted(used)) or 'nothing'}"
            tally.see(ok, where=message.id, why=why, at_s=message.at_s)
    return tally.measure()
