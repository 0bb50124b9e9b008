"""A face as everything else sees it."""

from __future__ import annotations

from typing import Protocol

from avatar.media import Performance, Picture


class Face(Protocol):
    """Draws the host.

    A back end is one file (or one folder) with a class of this shape and one line in ``avatar.registry``.
    One that lives elsewhere is named ``module:Class``; its module must be importable where the stage runs
    (installed in the same environment, or on ``PYTHONPATH``).

    The class has a nested ``Config`` (pydantic, ``extra="forbid"``) for its options, and its constructor
    takes ``(config, backdrop)``. The backdrop is uint8 (height, width, 4), RGBA, the face's to keep. It is
    either

    * opaque: what the host stands before. Every frame is opaque then, host and backdrop together; or
    * all zeros, when the background moves: every frame is the host alone, premultiplied, and the stage lays
      it over the background.

    Every frame has the backdrop's size. All calls come from one thread, in the order of time, and should take
    a few milliseconds: what is late shows as a repeated picture. A face that raises, gives another size or
    type, or does not answer for seconds stands still, is named in the journal and made anew after a rest.

    A face may also have ``changed: tuple[slice, slice]``, the rows and columns of its picture that the last
    ``frame`` changed, empty when nothing did: only those are converted anew.
    """

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on; pieces of one utterance add up.

        What a face cannot do (a gesture or mood it does not know) it leaves out.
        """

    def clear(self, at: int) -> None:
        """Forget everything that would be played from sample ``at`` on; the mouth closes."""

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``; times never go back.

        Returns:
            uint8 (height, width, 4), RGBA, as the backdrop is. Valid until the next call.
        """
        ...
