"""The points of the face mesh that are named: MediaPipe Face Mesh, 468 points and 5 of each iris.

Left and right are the viewer's. Rows run from the viewer's left to the right.
"""

from __future__ import annotations

POINTS, FACE_POINTS = 478, 468

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The border of the face, clockwise from the top."""
TOP, CHIN, LEFT_CHEEK, RIGHT_CHEEK, NOSE = 10, 152, 234, 454, 1

UPPER_LIP = (
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
    (76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306),
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
)
"""Rows of the upper lip, the outer first; corners included."""
LOWER_LIP = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
    (76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
)
"""Rows of the lower lip, the outer first; corners included."""


class EyePoints:
    """The points around one eye."""

    def __init__(
        self,
        upper: tuple[tuple[int, ...], ...],
        lower: tuple[tuple[int, ...], ...],
        iris: tuple[int, ...],
        brow: tuple[tuple[int, ...], ...],
    ) -> None:
        self.upper = upper
        """Rows of the upper lid from its edge on up, 7 points each, corners left out."""
        self.lower = lower
        """Rows of the lower lid from its edge on down."""
        self.iris = iris
        """The pupil's middle, then four points of the border."""
        self.brow = brow
        """Upper and lower row of the brow, from the nose outwards."""


LEFT_EYE = EyePoints(
    upper=(
        (246, 161, 160, 159, 158, 157, 173),
        (247, 30, 29, 27, 28, 56, 190),
        (113, 225, 224, 223, 222, 221, 189),
    ),
    lower=((7, 163, 144, 145, 153, 154, 155), (25, 110, 24, 23, 22, 26, 112)),
    iris=(468, 469, 470, 471, 472),
    brow=((107, 66, 105, 63, 70), (55, 65, 52, 53, 46)),
)  # fmt: skip
RIGHT_EYE = EyePoints(
    upper=(
        (398, 384, 385, 386, 387, 388, 466),
        (414, 286, 258, 257, 259, 260, 467),
        (413, 441, 442, 443, 444, 445, 342),
    ),
    lower=((382, 381, 380, 374, 373, 390, 249), (341, 256, 252, 253, 254, 339, 255)),
    iris=(473, 474, 475, 476, 477),
    brow=((336, 296, 334, 293, 300), (285, 295, 282, 283, 276)),
)  # fmt: skip
EYES = (LEFT_EYE, RIGHT_EYE)
LEFT_CORNERS, RIGHT_CORNERS = (33, 133), (362, 263)
CORNERS = (LEFT_CORNERS, RIGHT_CORNERS)
"""Left and right corner of each eye."""


def lids(eye: int) -> tuple[int, ...]:
    """The edge of the lids of eye 0 (left) or 1, clockwise from the left corner: 16 points."""
    left, right = CORNERS[eye]
    return (left, *EYES[eye].upper[0], right, *reversed(EYES[eye].lower[0]))


def opening() -> tuple[int, ...]:
    """The inner border of the lips, clockwise from the left corner: 20 points."""
    upper, lower = UPPER_LIP[-1], LOWER_LIP[-1]
    return (*upper, *reversed(lower[1:-1]))
