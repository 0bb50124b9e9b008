"""Whether a picture makes a good host, one line for each fault: what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

from avatar.faces.photo.mesh import Points
from avatar.faces.photo.texture import Colours, Mask, polygon
from avatar.faces.photo.topology import (
    CHIN,
    CORNERS,
    EYES,
    LEFT_CHEEK,
    LOWER_LIP,
    OVAL,
    RIGHT_CHEEK,
    TOP,
    UPPER_LIP,
)

SMALLEST_PX = 200.0
"""Between the cheeks; a narrower face is blurred on air."""
_YAW, _PITCH, _ROLL = 16.0, 17.0, 16.0
"""Degrees off the front at most."""
_REST_PITCH = 8.0
"""Degrees by which a face's forehead lies before its chin when it looks straight ahead."""
_OPEN_EYE, _WIDE_EYE = 0.15, 0.21
"""Height of an eye in its breadth: below the first it is shut, below the other half shut."""
_DARK, _BRIGHT, _GLARE = 42.0, 238.0, 0.12
"""Median luma of the face at least and at most; share of it that may be burnt out."""
_LIPS = 0.012
"""By how much redder, in parts of its brightness, lips are than the skin around them."""
_COLOURLESS = 2.0
"""Of 255: by so little the channels of a black and white picture differ."""
_PERSON = 128
_LUMA = np.array((0.299, 0.587, 0.114))
_AROUND_MOUTH = (164, 167, 393, 18, 200, 83, 313, 201, 421, 212, 432)
_OPEN_SKIN = (50, 280, 101, 330, 9, 8, 36, 266, 117, 346)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found."""

    face_px: float
    yaw: float
    """Degrees, to the viewer's right."""
    pitch: float
    """Degrees, down."""
    roll: float
    """Degrees, tilted to the viewer's right."""
    eyes: float
    """How high the less open eye is, in its breadth."""
    light: float
    """Median luma of the face, 0 … 255."""
    lips: float
    """How much redder the lips are than the skin around them."""
    faults: tuple[str, ...]
    """Why it cannot be used, one line each; empty when it can."""
    notes: tuple[str, ...]
    """What could be better."""


def examine(colours: Colours, matte: Mask, landmarks: Points, hands: list[Points], face_px: float) -> Report:
    """Look at a picture.

    Args:
        colours: uint8 (height, width, 3), RGB.
        matte: How much of each pixel is the person.
        landmarks: float64 (478, 3), pixels.
        hands: float64 (21, 2) each, pixels: the hands near the face.
        face_px: How wide the face was in the picture as it was given.
    """
    yaw, pitch, roll = angles(landmarks)
    eyes = min(_openness(landmarks, eye) for eye in range(len(EYES)))
    face = colours[polygon(landmarks[list(OVAL), :2], matte.shape) > _PERSON] @ _LUMA
    light = float(np.median(face)) if face.size else 0.0
    lips = _redness(colours, landmarks)
    faults = [
        *_size(face_px, landmarks, matte.shape),
        *_turned(yaw, pitch, roll),
        *_lit(face, light),
        *_mouth(colours, landmarks, hands, lips),
    ]
    if eyes < _OPEN_EYE:
        faults.append("the eyes are closed: take it with both eyes open, looking into the camera")
    return Report(
        face_px, yaw, pitch, roll, eyes, light, lips, tuple(faults), tuple(_notes(matte, landmarks, eyes))
    )


def angles(landmarks: Points) -> tuple[float, float, float]:
    """How far a head is turned: degrees of yaw, pitch and roll; 0 looks straight ahead."""
    across = landmarks[RIGHT_CHEEK] - landmarks[LEFT_CHEEK]
    upright = landmarks[CHIN] - landmarks[TOP]
    roll = degrees(atan2(across[1], across[0]))
    yaw = degrees(atan2(across[2], float(np.hypot(across[0], across[1]))))
    pitch = degrees(atan2(upright[2], float(np.hypot(upright[0], upright[1])))) - _REST_PITCH
    return yaw, pitch, roll


def _size(face_px: float, landmarks: Points, shape: tuple[int, ...]) -> list[str]:
    faults = []
    if face_px < SMALLEST_PX:
        faults.append(
            f"the face is {face_px:.0f} px wide, {SMALLEST_PX:.0f} are needed: "
            "go nearer, or take a picture of higher resolution"
        )
    border = landmarks[list(OVAL), :2]
    if (border < 0).any() or (border > np.array(shape[1::-1]) - 1).any():
        faults.append("the face is cut off at the picture's border: take it with the whole head in it")
    return faults


def _turned(yaw: float, pitch: float, roll: float) -> list[str]:
    faults = []
    if abs(yaw) > _YAW:
        faults.append(
            f"the face is turned {abs(yaw):.0f}° aside, at most {_YAW:.0f}° work: look into the camera"
        )
    if abs(pitch) > _PITCH:
        way = "down" if pitch > 0 else "up"
        faults.append(
            f"the face looks {abs(pitch):.0f}° {way}, at most {_PITCH:.0f}° work: "
            "hold the camera at eye level"
        )
    if abs(roll) > _ROLL:
        faults.append(
            f"the head is tilted by {abs(roll):.0f}°, at most {_ROLL:.0f}° work: "
            "hold it upright, or turn the picture"
        )
    return faults


def _lit(face: NDArray[np.float64], light: float) -> list[str]:
    if light < _DARK:
        return [
            f"the face is too dark ({100 * light / 255:.0f} % bright): take it in more light, from the front"
        ]
    if light > _BRIGHT or (face.size and float((face > 251).mean()) > _GLARE):
        return ["the face is burnt out: take it in softer light, without flash"]
    return []


def _mouth(colours: Colours, landmarks: Points, hands: list[Points], lips: float) -> list[str]:
    """A hand over the mouth, or no lips where they should be: a mask, a cup, a scarf."""
    corners = landmarks[[UPPER_LIP[0][0], UPPER_LIP[0][-1]], :2]
    middle, reach = corners.mean(axis=0), 0.62 * float(np.hypot(*(corners[1] - corners[0])))
    if any((np.hypot(*(hand - middle).T) < reach).any() for hand in hands):
        return ["a hand is before the mouth: take it away"]
    if float(np.ptp(colours.astype(np.int16), axis=2).mean()) < _COLOURLESS:
        return ["it has no colours: take a colour photo"]
    if lips < _LIPS:
        return ["no lips can be seen: take it without a mask, a cup or anything else before the mouth"]
    strange = _chroma(colours, landmarks, _AROUND_MOUTH) - _chroma(colours, landmarks, _OPEN_SKIN)
    if float(np.hypot(*strange)) > 0.09:
        return ["the mouth is hidden: take it without a mask, a cup or anything else before it"]
    return []


def _redness(colours: Colours, landmarks: Points) -> float:
    """How much redder the lips are than the skin around them, in parts of the brightness."""
    rows = (*UPPER_LIP[:3], *LOWER_LIP[:3])
    lips = tuple(index for row in rows for index in row[2:-2])
    red = [_chroma(colours, landmarks, points)[0] for points in (lips, _AROUND_MOUTH)]
    return float(red[0] - red[1])


def _chroma(colours: Colours, landmarks: Points, points: tuple[int, ...]) -> NDArray[np.float64]:
    """Red against green, and blue, in parts of the brightness: median over patches about the points."""
    reach = max(1, round(0.008 * float(np.hypot(*(landmarks[CHIN, :2] - landmarks[TOP, :2])))))
    found = []
    for x, y in landmarks[list(points), :2].round().astype(int):
        patch = colours[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
        if patch.size:
            red, green, blue = patch.reshape(-1, 3).mean(axis=0) + 1.0
            total = red + green + blue
            found.append(((red - green) / total, blue / total))
    return np.asarray(np.median(np.array(found), axis=0)) if found else np.zeros(2)


def _openness(landmarks: Points, eye: int) -> float:
    left, right = CORNERS[eye]
    upper, lower = (
        landmarks[list(rows[0][2:5]), :2].mean(axis=0) for rows in (EYES[eye].upper, EYES[eye].lower)
    )
    return float(np.hypot(*(lower - upper)) / np.hypot(*(landmarks[right, :2] - landmarks[left, :2])))


def _notes(matte: Mask, landmarks: Points, eyes: float) -> list[str]:
    notes = []
    if _OPEN_EYE <= eyes < _WIDE_EYE:
        notes.append("the eyes are half shut: a picture with open eyes looks more awake")
    face = float(np.hypot(*(landmarks[CHIN, :2] - landmarks[TOP, :2])))
    if (matte[0] > _PERSON).any():
        notes.append("the hair is cut off at the top: leave room above the head")
    if matte.shape[0] - landmarks[CHIN, 1] < 0.8 * face:
        notes.append("there is little below the chin: let the shoulders be in the picture")
    if (matte[:, 0] > _PERSON).mean() > 0.02 or (matte[:, -1] > _PERSON).mean() > 0.02:
        notes.append("the shoulders are cut off at the side; they fade out there")
    return notes
