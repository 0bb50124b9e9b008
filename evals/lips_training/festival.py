"""Speech of festival's voices (diphones, units and HTS from people's recordings), with their phone times."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from avatar.lips.phones import ARPABET, CLASSES, Parts
from evals.lips_training.recording import Recording, Segment, labelled
from evals.lips_training.sound import read

VOICES = {
    "kal_diphone": "en",
    "ked_diphone": "en",
    "cmu_us_slt_arctic_hts": "en",
    "lp_diphone": "it",
    "pc_diphone": "it",
    "czech_dita": "cs",
    "czech_machac": "cs",
    "msu_ru_nsh_clunits": "ru",
}
"""Voices of Debian's festvox packages and their languages."""

_TABLES = {
    "it": "p p b b m m n n J n ng ng f f v v t t d d k k g g s s z z S sh tS ch dZ jh ts ts dz ts "
    "l l L l r r rr r j y w w a aa e eh E eh i iy o ao O ao u uw",
    "cs": "p p b b m m n n n~ n N ng f f v v t t d d t~ t d~ d k k g g s s z z s~ sh z~ zh c ts c~ ch "
    "dz ts dz~ jh l l r r r~ zh j y h hh x x a aa a: aa e eh e: eh i ih i: iy o ao o: ao u uh u: uw",
    "ru": "p p b b m m n n f f v v t t d d k k g g s s z z sh sh sch sh zh zh c ts ch ch l l r r j y "
    "h x ii iy yy ir uu uw ee eh oo ao aa aa a ah e ih i ih y ir u uh ae ah ay ih ur uh",
}
_SYNTHESIS = """
(voice_{voice})
(define (speak_one text stretch path)
  (Parameter.set 'Duration_Stretch stretch)
  (let ((said (utt.synth (eval (list 'Utterance 'Text text)))))
    (utt.wave.resample said 16000)
    (utt.save.wave said (string-append path ".wav"))
    (utt.save.segs said (string-append path ".lab"))))
"""
_BATCH = 40
_ENCODINGS = {"cs": "iso-8859-2", "it": "iso-8859-1"}


def speak(voice: str, texts: Sequence[str], seed: int) -> Iterator[Recording]:
    """Read texts, each at another rate."""
    language = VOICES[voice]
    chance = random.Random(seed)
    for begin in range(0, len(texts), _BATCH):
        with tempfile.TemporaryDirectory() as folder:
            script = _SYNTHESIS.format(voice=voice)
            for index, text in enumerate(texts[begin : begin + _BATCH]):
                plain = text.replace("\\", "").replace('"', "")
                stretch = chance.uniform(0.85, 1.2)
                script += f'(speak_one "{plain}" {stretch:.2f} "{folder}/{index:04}")\n'
            batch = Path(folder, "batch.scm")
            batch.write_text(script, _ENCODINGS.get(language, "utf-8"), "ignore")
            subprocess.run(["festival", "-b", str(batch)], capture_output=True, timeout=600, check=False)
            for path in sorted(Path(folder).glob("*.lab")):
                yield labelled(read(path.with_suffix(".wav")), _segments(path, language))


def parts(name: str, language: str) -> Parts:
    """The classes of a phone as a voice of that language names it."""
    if language == "en":
        return ARPABET.get(name.upper(), ())
    pairs = _TABLES[language].split()
    table = dict(zip(pairs[::2], pairs[1::2], strict=True))
    plain = name if name in table else name.rstrip("1")
    if plain not in table and language == "ru" and len(plain) > 1 and plain[0] == plain[1]:
        plain = plain[0]
    if plain not in table and len(plain) > 1:
        plain = plain[:1]
    found = table.get(plain)
    return ((found, 1.0),) if found in CLASSES else ()


def _segments(path: Path, language: str) -> list[Segment]:
    """From festival's label file: ``end_s 100 name`` a line."""
    segments, start = [], 0.0
    for line in path.read_text("latin-1").splitlines():
        fields = line.split()
        if len(fields) != 3:
            continue
        end = float(fields[0])
        segments.append(Segment(parts(fields[2], language), start, end))
        start = end
    return segments
