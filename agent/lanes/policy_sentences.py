"""Which sentences of a policy answer a question: who asks how long shipping takes is told just that."""

from __future__ import annotations

import re

SENTENCES = 2
"""Sentences said where a question is about the policy as a whole."""
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|[。！？])\s*|.+$", re.DOTALL)
_ASPECTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\b(?:how (?:long|soon|fast|quick\w*|many days)|when|days?|arrives?|takes?|get here"
            r"|(?:shipping|delivery) time)\b"
            r"|几天|多久|什么时候|啥时候|几号|多长时间|时效|到货",
            r"\b(?:days?|weeks?|hours?|months?|years?|am|pm)\b|[天日周月年]|小时|工作日",
        ),
        (
            r"\b(?:how much|costs?|price|fees?|charges?|free|pay for|expensive)\b"
            r"|多少钱|运费|邮费|包邮|免费|费用|收费|贵",
            r"\b(?:costs?|free|dollars?|euros?|fees?|pounds?|charges?|charged|refund\w*|postage|taxe?s?)\b|[$€£¥]"
            r"|元|费|免|包邮|退款",
        ),
        (
            r"\b(?:where|ships? to|deliver(?:s|ed)? to|countr(?:y|ies)|abroad|international\w*|overseas)\b"
            r"|哪里|哪儿|发到|寄到|国外|海外|能发|能寄|发不发",
            r"\b(?:ships? to|deliver(?:s|ed)? to|countries|worldwide|within)\b|发往|寄往|发到|全国|配送到",
        ),
        (r"\b(?:express|fast\w*|quick\w*|urgent|rush)\b|加急|特快|最快", r"\bexpress\b|加急|特快"),
        (
            r"\b(?:damaged?|broken|faulty|defect\w*|wrong item|breaks?)\b|坏|破损|质量问题|瑕疵",
            r"\b(?:damaged?|faulty|defect\w*|repairs?|replaces?|broken|fails?)\b|破损|质量|维修|更换|问题",
        ),
        (
            r"\b(?:opened|used|worn|tried|unpacked)\b|拆|用过|试过|打开",
            r"\b(?:unused|unopened|opened|original packaging)\b|没用过|未使用|拆封|包装",
        ),
        (
            r"\b(?:cards?|paypal|apple pay|google pay|visa|mastercard|cash|methods?|how (?:can|do) i pay)\b"
            r"|怎么付|支付|付款|刷卡|信用卡|银行卡|微信|支付宝|分期|花呗",
            r"\b(?:pay by|visa|paypal|mastercard|cards?)\b|支付|微信|支付宝|万事达",
        ),
    )
)
_COMMON = re.compile(
    r"the|and|you|for|can|are|get|who|how|one|any|all|not|was|but|its|our|out|has|had|did|may"
    r"|per|via|with|what|does|your|have|this|that|from|when|there|they|will|would|could|about"
    r"|take|takes|long|much|many|ship|ships|shipping|shipped|order|orders|standard|return|returns"
    r"|warranty"
    r"|可以|什么|怎么|多少|运费|我们|你们"
)
"""Words that say nothing of what a sentence is about."""


def fitting(text: str, question: str, most: int = SENTENCES) -> str:
    """The part of a policy that answers a question.

    A sentence counts for each aspect (time, cost, place, …) that the question asks about and it tells, and
    more for words the two share. Where no sentence stands out, the policy's beginning is what is said.

    Args:
        text: The policy in one language.
        question: The viewer's words.
        most: Sentences at most.
    """
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]
    if len(sentences) < 2:
        return text.strip()
    words = _words(question)
    asked = [told for aspect, told in _ASPECTS if aspect.search(question)]
    scores = [
        sum(told.search(one) is not None for told in asked) + 2 * len(words & _words(one))
        for one in sentences
    ]
    best = max(scores)
    chosen = [one for one, score in zip(sentences, scores, strict=True) if score == best]
    if best == 0 or len(chosen) > SENTENCES:
        chosen = sentences
    joint = "" if re.search(r"[\u3400-\u9fff]", text) else " "
    return joint.join(chosen[:most])


def _words(text: str) -> set[str]:
    """Stems of Latin words and pairs of Chinese characters, without those that every question has."""
    lowered = text.lower()
    words = re.findall(r"[a-z]{3,}", lowered)
    for run in re.findall(r"[\u3400-\u9fff]{2,}", lowered):
        words += [run[at : at + 2] for at in range(len(run) - 1)]
    return {word[:6] for word in words if not _COMMON.fullmatch(word)}
