"""What each movement of a face does to the points of its mesh.

Movements add up: every one is a displacement of all points for the value 1, in the face's own axes and
in parts of its height. Weights fade over the skin by smooth functions of the place, so that no triangle
folds.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from avatar.faces.photo.mesh import Mesh, Points, Values
from avatar.faces.photo.topology import (
    CHIN,
    CORNERS,
    EYES,
    FACE_POINTS,
    LEFT_CHEEK,
    LOWER_LIP,
    RIGHT_CHEEK,
    TOP,
    UPPER_LIP,
)

_JAW = 0.112
"""How far the chin drops, in heights of the face."""
_PUCKER = 0.22
"""How much narrower rounded lips are; more looks like a beak."""
_LEVEL = 0.62
"""How far rounded lips lose the curve of a smile."""
_MOUTH = 0.38
"""How wide a mouth at rest is, in breadths of the face; a wider one smiles."""
_LIP_ROWS = (0.5, 0.7, 0.9, 1.0)
"""How far the rows of a lip follow its inner border, the outer row first."""
_UPPER_SHARE = 0.4
"""Part of an open mouth that the upper lip closes."""


@dataclass(frozen=True, slots=True)
class Movements:
    """How much of each movement there is; all 0 is the photo with its lips closed and eyes as they are."""

    jaw: float = 0.0
    upper: float = 0.0
    lower: float = 0.0
    press: float = 0.0
    """0 … 1, lips drawn in."""
    width: float = 0.0
    pucker: float = 0.0
    smile: float = 0.0
    raise_brows: float = 0.0
    tilt_brows: float = 0.0
    close_lids: float = 0.0
    """0 … 1; a little below 0 opens them wider."""
    squint: float = 0.0


class Rig:
    """The movements of one face."""

    def __init__(self, mesh: Mesh) -> None:
        """Find out what moves.

        Args:
            mesh: The face at rest.
        """
        rest = mesh.rest
        self.axis = _unit(rest[RIGHT_CHEEK, :2] - rest[LEFT_CHEEK, :2])
        self.down = np.array([-self.axis[1], self.axis[0]])
        self.height = float(abs((rest[CHIN, :2] - rest[TOP, :2]) @ self.down))
        self.breadth = float(np.hypot(*(rest[RIGHT_CHEEK, :2] - rest[LEFT_CHEEK, :2])))
        self._mesh = mesh
        corners = rest[[UPPER_LIP[0][0], UPPER_LIP[0][-1]], :2]
        self.mouth = corners.mean(axis=0)
        self._mouth_half = float(np.hypot(*(corners[1] - corners[0]))) / 2
        away = rest[:, :2] - self.mouth
        self._x, self._y = away @ self.axis, away @ self.down
        self._wide = float(np.clip(2 * self._mouth_half / (_MOUTH * self.breadth), 1.0, 1.5))
        self._fade = _smooth(1.6, 1.0, mesh.ring)
        self._jaw_weight = self._jaw()
        self.shut: Points = self._shut()
        """float64 (points, 2): what closes the lips of the photo."""
        table = {
            "jaw": self._dropping(),
            "upper": self._lip(UPPER_LIP, -0.02),
            "lower": self._lip(LOWER_LIP, 0.022),
            "press": self._pressed(),
            "width": self._wider(0.11),
            "pucker": self._wider(-_PUCKER * self._wide) + self._fuller() + self._level(),
            "smile": self._smile(),
            "raise_brows": self._brows(-0.034, -0.034),
            "tilt_brows": self._brows(0.022, -0.008),
            "close_lids": self._lids(),
            "squint": self._squint(),
        }
        self.reach: Values = np.max([np.hypot(*moved.T) for moved in table.values()], axis=0) / self.height
        """float64 (points,): how far any movement takes each point, in heights of the face."""
        self._basis = np.stack([table[field.name].ravel() for field in fields(Movements)])

    def moved(self, movements: Movements) -> Points:
        """Displacements of all points: float64 (points, 2), pixels."""
        values = np.array(astuple(movements))
        return self.shut + (values @ self._basis).reshape(-1, 2)

    def _along(self, across: Values, down: Values) -> Points:
        """Displacements in heights of the face, given in its axes, in pixels."""
        return np.asarray(self.height * (across[:, None] * self.axis + down[:, None] * self.down))

    def _jaw(self) -> Values:
        """How far each point follows the chin, 0 … 1."""
        chin = float(self._y[CHIN])
        side = np.abs(self._x) / (self.breadth / 2)
        weight = _smooth(-0.12, 0.62, self._y / chin) * _smooth(1.12, 0.5, side)
        for row in LOWER_LIP:
            for index in row[1:-1]:
                part = min(1.0, abs(float(self._x[index])) / self._mouth_half)
                weight[index] = max(float(weight[index]), 0.2 + 0.8 * (1 - part**3.2))
        for row in UPPER_LIP:
            weight[list(row[1:-1])] = 0.0
        for row in UPPER_LIP:
            weight[[row[0], row[-1]]] = 0.22
        return np.asarray(weight * self._fade)

    def _dropping(self) -> Points:
        lifted = np.zeros(len(self._x))
        for row, share in zip(UPPER_LIP, _LIP_ROWS, strict=True):
            for index in row[1:-1]:
                lifted[index] = share * (1 - min(1.0, abs(float(self._x[index])) / self._mouth_half) ** 2)
        inward = -0.02 * self._jaw_weight * np.clip(self._x / self._mouth_half, -1, 1)
        return self._along(inward, _JAW * self._jaw_weight - 0.014 * lifted)

    def _shut(self) -> Points:
        """Bring the inner borders of the lips together where the photo's mouth is open."""
        moved = np.zeros((len(self._x), 2))
        upper, lower = UPPER_LIP[-1], LOWER_LIP[-1]
        rest = self._mesh.rest[:, :2]
        gaps = [(rest[low] - rest[high]) @ self.down for high, low in zip(upper, lower, strict=True)]
        for column in range(1, len(upper) - 1):
            gap = max(0.0, float(gaps[column])) * self.down
            for row, share in zip(UPPER_LIP, _LIP_ROWS, strict=True):
                moved[row[column]] += _UPPER_SHARE * share * gap
            for row, share in zip(LOWER_LIP, _LIP_ROWS, strict=True):
                moved[row[column]] -= (1 - _UPPER_SHARE) * (0.45 + 0.55 * share) * gap
        lips = {index for row in (*UPPER_LIP, *LOWER_LIP) for index in row}
        others = np.array([index not in lips for index in range(len(self._x))])
        rise = 0.45 * (1 - _UPPER_SHARE) * max(0.0, *map(float, gaps))
        moved[others] -= (rise * self._jaw_weight[others])[:, None] * self.down
        return moved

    def _lip(self, rows: tuple[tuple[int, ...], ...], amount: float) -> Points:
        down = np.zeros(len(self._x))
        for row, share in zip(rows, _LIP_ROWS, strict=True):
            for index in row[1:-1]:
                down[index] = (
                    amount * share * (1 - min(1.0, abs(float(self._x[index])) / self._mouth_half) ** 2)
                )
        return self._along(np.zeros(len(down)), down)

    def _near_mouth(self, far: float) -> Values:
        """1 on the lips, 0 from ``far`` half widths of the mouth on."""
        distance = np.hypot(self._x / self._mouth_half, self._y / self._mouth_half)
        return np.asarray(_smooth(far, 0.9, distance) * self._fade)

    def _wider(self, amount: float) -> Points:
        across = amount * np.clip(self._x, -self._mouth_half, self._mouth_half) / self.height
        return self._along(across * self._near_mouth(1.9), np.zeros(len(across)))

    def _fuller(self) -> Points:
        """Rounded lips are thicker, and part in the middle."""
        down = np.zeros(len(self._x))
        for rows, sign in ((UPPER_LIP, -1.6), (LOWER_LIP, 1.0)):
            for row, outward in zip(rows, (0.022, 0.018, 0.011, 0.006), strict=True):
                for index in row[1:-1]:
                    part = min(1.0, abs(float(self._x[index])) / self._mouth_half)
                    down[index] = sign * outward * (1 - part**2)
        return self._along(np.zeros(len(down)), down)

    def _pressed(self) -> Points:
        """Lips drawn in: their outer borders come towards each other."""
        down = np.zeros(len(self._x))
        for rows, sign in ((UPPER_LIP, 1), (LOWER_LIP, -1)):
            for row, share in zip(rows, (1.0, 0.75, 0.4, 0.0), strict=True):
                for index in row[1:-1]:
                    part = min(1.0, abs(float(self._x[index])) / self._mouth_half)
                    down[index] = sign * 0.016 * share * (1 - part**2)
        return self._along(np.zeros(len(down)), down)

    def _level(self) -> Points:
        """Rounded lips do not smile: the corners come to the height of the seam."""
        seam = float(np.mean([self._y[UPPER_LIP[-1][5]], self._y[LOWER_LIP[-1][5]]])) / self.height
        away = (np.abs(self._x) - self._mouth_half) / (0.7 * self._mouth_half)
        near = _smooth(1.0, 0.0, np.hypot(away, self._y / self._mouth_half)) * self._fade
        return self._along(np.zeros(len(near)), _LEVEL * max(0.0, seam) * near)

    def _smile(self) -> Points:
        """Corners out and up, and the cheeks with them."""
        side = np.sign(self._x)
        corner = np.hypot(
            (np.abs(self._x) - self._mouth_half) / (0.85 * self._mouth_half),
            self._y / (0.8 * self._mouth_half),
        )
        pulled = _smooth(1.0, 0.0, corner) * self._fade
        cheek = np.hypot(
            (np.abs(self._x) - 1.45 * self._mouth_half) / (1.0 * self._mouth_half),
            (self._y + 0.95 * self._mouth_half) / (0.9 * self._mouth_half),
        )
        lifted = _smooth(1.0, 0.0, cheek) * self._fade
        return self._along(side * 0.026 * pulled, -0.034 * pulled - 0.014 * lifted)

    def _brows(self, inner: float, outer: float) -> Points:
        """Move the brows by so much at either end; the forehead above and the lid below follow less."""
        down = np.zeros(len(self._x))
        rest = self._mesh.rest[:, :2]
        for eye in EYES:
            spine = (rest[list(eye.brow[0])] + rest[list(eye.brow[1])]) / 2
            begin, length = spine[0], float(np.hypot(*(spine[-1] - spine[0])))
            away = rest - begin
            outward = float(np.sign((spine[-1] - begin) @ self.axis))
            along = (away @ self.axis) * outward / length
            line = np.interp(np.clip(along, 0, 1), np.linspace(0, 1, len(spine)), (spine - begin) @ self.down)
            above = (line - away @ self.down) / self.height
            near = np.where(above > 0, _smooth(0.17, 0.03, above), _smooth(-0.062, -0.012, above))
            part = np.clip(along, 0.0, 1.0)
            reach = _smooth(-0.9, 0.05, along) * _smooth(1.5, 1.02, along)
            down += (inner + (outer - inner) * part) * near * reach * self._fade
        return self._along(np.zeros(len(down)), down)

    def _lids(self) -> Points:
        """Close the eyes: the upper lid comes down to the lower one, which rises a little."""
        moved = np.zeros((len(self._x), 2))
        rest = self._mesh.rest[:, :2]
        for eye in EYES:
            for column, (high, low) in enumerate(zip(eye.upper[0], eye.lower[0], strict=True)):
                gap = (rest[low] - rest[high]) @ self.down * self.down
                for row, share in zip(eye.upper, (0.86, 0.42, 0.06), strict=False):
                    moved[row[column]] += share * gap
                for row, share in zip(eye.lower, (0.14, 0.05), strict=False):
                    moved[row[column]] -= share * gap
        return moved

    def _squint(self) -> Points:
        """Raise the lower lids by a third of the eye."""
        moved = np.zeros((len(self._x), 2))
        rest = self._mesh.rest[:, :2]
        for eye in EYES:
            for column, (high, low) in enumerate(zip(eye.upper[0], eye.lower[0], strict=True)):
                gap = (rest[low] - rest[high]) @ self.down * self.down
                for row, share in zip(eye.lower, (0.3, 0.22), strict=False):
                    moved[row[column]] -= share * gap
        return moved


def eye_gap(rest: Points, eye: int, down: Points) -> float:
    """How high an eye is open in its middle, pixels."""
    high, low = EYES[eye].upper[0][3], EYES[eye].lower[0][3]
    return float((rest[low, :2] - rest[high, :2]) @ down)


def eye_breadth(rest: Points, eye: int) -> float:
    """From corner to corner, pixels."""
    left, right = CORNERS[eye]
    return float(np.hypot(*(rest[right, :2] - rest[left, :2])))


def _unit(vector: Points) -> Points:
    return np.asarray(vector / np.hypot(*vector))


def _smooth(zero: float, one: float, at: Values | NDArray[np.float64]) -> Values:
    """0 at ``zero``, 1 at ``one``, smooth between."""
    part = np.clip((at - zero) / (one - zero), 0.0, 1.0)
    return np.asarray(part * part * (3.0 - 2.0 * part))


__all__ = ["FACE_POINTS", "Movements", "Rig", "eye_breadth", "eye_gap"]
