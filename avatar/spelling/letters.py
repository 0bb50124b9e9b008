"""Which runs of capitals are said letter by letter."""

from __future__ import annotations

import re

from avatar.spelling.rule import Rule
from avatar.spelling.spelling import Spelling

_INITIALS = frozenset(
    [
        "AC",
        "COD",
        "EOS",
        "ACL",
        "AED",
        "AEST",
        "AHA",
        "AI",
        "ANC",
        "AOV",
        "AP",
        "API",
        "APR",
        "AR",
        "ASMR",
        "ATM",
        "AUD",
        "BCAA",
        "BHA",
        "BPA",
        "CEO",
        "CEST",
        "CET",
        "CFO",
        "CIF",
        "COO",
        "CPU",
        "CRI",
        "CTO",
        "DHA",
        "DIY",
        "DPI",
        "EAN",
        "EC",
        "ECG",
        "EDM",
        "EDT",
        "EDTA",
        "EEG",
        "EGF",
        "EMF",
        "EMS",
        "ENC",
        "EP",
        "EPA",
        "EPR",
        "EQ",
        "ESG",
        "EST",
        "ET",
        "ETA",
        "EU",
        "EUR",
        "EUV",
        "EV",
        "EVA",
        "FAQ",
        "FBA",
        "FDA",
        "FOB",
        "GPA",
        "GPU",
        "HDMI",
        "HIV",
        "HOA",
        "IBM",
        "ICU",
        "ID",
        "IDE",
        "IMEI",
        "IP",
        "IPL",
        "IPO",
        "IPS",
        "IPX",
        "IQ",
        "IR",
        "ISBN",
        "ISO",
        "ITX",
        "IU",
        "KOC",
        "KOL",
        "LCD",
        "LED",
        "MOQ",
        "NBA",
        "NFC",
        "NYC",
        "OCR",
        "OEM",
        "OLED",
        "OMG",
        "OOTD",
        "OS",
        "OTC",
        "OTG",
        "OTP",
        "PA",
        "PCIE",
        "PE",
        "PEU",
        "PO",
        "PU",
        "PUBG",
        "PVA",
        "PVC",
        "QA",
        "QC",
        "QLED",
        "RGB",
        "ROI",
        "SKU",
        "SLA",
        "SLI",
        "SOS",
        "SUV",
        "TPE",
        "TPU",
        "TUV",
        "TWS",
        "UA",
        "UAE",
        "UFC",
        "UFO",
        "UGC",
        "UHD",
        "UI",
        "UK",
        "UN",
        "UPC",
        "UPF",
        "UPS",
        "URL",
        "USA",
        "USB",
        "USD",
        "USDA",
        "USPS",
        "UTC",
        "UV",
        "UVA",
        "UVB",
        "UX",
        "VAT",
        "VIP",
        "VOC",
        "VOD",
    ]
)
"""Those with a vowel that nobody says as a word."""
_WORDS = frozenset(
    [
        "HMM",
        "HMMM",
        "SH",
        "SHH",
        "SHHH",
        "PSST",
        "BRR",
        "PFFT",
        "GRR",
        "ZZZ",
        "NTH",
        "PCS",
        "LBS",
        "VS",
        "MR",
        "MRS",
        "DR",
        "ST",
        "LTD",
        "TSK",
    ]
)
"""Those without a vowel that are said as words."""
_VOWELS = frozenset("AEIOUY")


def spaced(word: str) -> str:
    """Letter by letter, if that is how it is said."""
    return " ".join(word) if initials(word) else word


def initials(word: str) -> bool:
    """Whether a run of capitals is said letter by letter: known to be, or without vowels."""
    if word in _INITIALS:
        return True
    return 2 <= len(word) <= 6 and word.isupper() and word not in _WORDS and not set(word) & _VOWELS


def _capitals(match: re.Match[str]) -> str:
    if match["dotted"]:
        letters = match["dotted"].replace(".", "")
        return " ".join(letters)
    word = match["word"]
    return spaced(word) + (match["plural"] or "") if initials(word) else match[0]


_CAPITALS = re.compile(
    r"(?<![A-Za-z])(?P<word>[A-Z]{2,6})(?P<plural>s)?(?![A-Za-z])|"
    r"(?<![A-Za-z.])(?P<dotted>(?:[A-Z]\.){2,5}[A-Z]?)(?![A-Za-z])"
)

LETTERS: tuple[Rule, ...] = (
    (re.compile(r"\bASAP\b"), lambda _: "as soon as possible"),
    (re.compile(r"\biOS\b"), lambda _: "i O S"),
    (re.compile(r"\b(?:the|in|from|to|across|within)\s(?P<it>US)\b"), lambda _: "U S"),
    (_CAPITALS, _capitals),
)
"""For a language's end: what a rule of its own already said is left as it is."""

_LETTER_A = re.compile(r"(?<![A-Za-z-])A (?=[A-Za-z])(?!A\b)")


def tie_letter_a(spelling: Spelling) -> Spelling:
    """The letter A tied to what follows by a hyphen, so that engines do not take it for the article.

    It is a letter inside a code (its span is wider than itself), and after a word in the middle of a sentence
    (``vitamin A is``). Of several in a row only the first is tied: espeak-ng reads ``A-A`` wrongly.
    """
    text = list(spelling.text)
    for match in _LETTER_A.finditer(spelling.text):
        at = match.start()
        start, end = spelling.spans[at]
        middle = at > 1 and text[at - 1] == " " and text[at - 2].isalpha()
        if end - start > 1 or middle:
            text[at + 1] = "-"
    return Spelling("".join(text), spelling.spans, spelling.sounds)
