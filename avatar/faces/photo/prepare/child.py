"""Finds the face and the person in a picture. Run by ``prepare.run`` as a script, in ``.venv-photo``.

``child.py PICTURE FOLDER`` writes ``photo.jpg`` (head and shoulders), ``matte.png`` (how much of each pixel
is the person) and ``found.json`` into the folder. That has either ``fault``, one line that says what is
wrong with the picture, or what was found. Nothing of Nightshift is imported here: that environment does not
have what it needs.

Landmarks: MediaPipe Face Mesh with iris refinement (Kartynnik et al. 2019, Grishchenko et al. 2020), matting:
MediaPipe Selfie Segmentation, sharpened by a guided filter (He et al. 2010).
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

MOST_PIXELS = 64_000_000
"""Pixels; more is refused before it is decoded."""
_MOST_SIDE = 3000
"""Pixels; a larger picture is made smaller first."""
_LONGEST_FACE = 340.0
"""Pixels from forehead to chin that are kept at most: what 1080p shows."""
_SECOND_FACE = 0.4
"""Part of the first face's width from which another one counts."""
_CPU_LIMIT_S = 180
_LARGEST_OUTPUT = 200_000_000
"""Bytes of one file that may be written."""
_FORMATS = ("JPEG", "PNG", "WEBP")

_OVAL_TOP, _OVAL_CHIN, _CHEEKS = 10, 152, (234, 454)


class Fault(Exception):
    """What is wrong with the picture, in one line."""


def main(picture: str, folder: str) -> None:
    """Look at one picture.

    Args:
        picture: Path of the file.
        folder: Where to write; it exists.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_LIMIT_S, _CPU_LIMIT_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_OUTPUT, _LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    target = Path(folder)
    try:
        found = _found(_opened(picture), target)
    except Fault as fault:
        found = {"fault": str(fault)}
    (target / "found.json").write_text(json.dumps(found), "utf-8")


def _opened(path: str) -> Any:
    """The picture, upright: uint8 (height, width, 3)."""
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    warnings.simplefilter("ignore")
    try:
        with Image.open(path, formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise Fault(
                    f"it has {width * height / 1e6:.0f} megapixels: make it smaller, "
                    f"at most {MOST_PIXELS // 1_000_000} are read"
                )
            image.draft("RGB", (_MOST_SIDE, _MOST_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            if upright.mode in ("P", "PA", "LA", "RGBa"):
                upright = upright.convert("RGBA")
            if upright.mode == "RGBA":
                ground = Image.new("RGBA", upright.size, (128, 128, 128, 255))
                upright = Image.alpha_composite(ground, upright)
            if upright.mode.startswith("I"):
                upright = Image.fromarray(
                    (np.asarray(upright).astype(np.float64) / 257).clip(0, 255).astype(np.uint8)
                )
            upright = upright.convert("RGB")
            upright.thumbnail((_MOST_SIDE, _MOST_SIDE), Image.Resampling.LANCZOS)
            return np.asarray(upright).copy()
    except Image.DecompressionBombError:
        raise Fault(f"it is far too large: at most {MOST_PIXELS // 1_000_000} megapixels are read") from None
    except UnidentifiedImageError:
        raise Fault("it is no JPEG, PNG or WebP picture: save the photo as one of these") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise Fault(f"it is broken or cut off ({error}): take or export it anew") from None


def _found(picture: Any, target: Path) -> dict[str, Any]:
    import cv2
    import numpy as np

    full = cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    faces = _faces(picture)
    if not faces:
        raise Fault(
            "no face was found in it: take a photo from the front, in good light, the whole face in it"
        )
    largest = faces[0]
    others = [face for face in faces[1:] if face[2] >= _SECOND_FACE * largest[2]]
    if others:
        raise Fault(f"there are {1 + len(others)} faces in it: cut it down to one person")
    points = _landmarks(picture, largest)
    if points is None:
        raise Fault(
            "the face in it cannot be made out: take it from the front, without anything before the face"
        )

    across = points[_CHEEKS[1], :2] - points[_CHEEKS[0], :2]
    if across[0] <= abs(across[1]):
        raise Fault("it lies on its side or on its head: turn it upright")
    left, top, right, bottom = _crop(points, picture.shape)
    crop = np.ascontiguousarray(picture[top:bottom, left:right])
    points -= (left, top, 0.0)
    seen_px = float(np.hypot(*(points[_CHEEKS[0], :2] - points[_CHEEKS[1], :2])))
    tall = float(np.hypot(*(points[_OVAL_TOP, :2] - points[_OVAL_CHIN, :2])))
    matte = _matte(crop, points)
    hands = [hand - (left, top) for hand in _hands(picture, largest)]
    scale = min(1.0, _LONGEST_FACE / tall)
    if scale < 1.0:
        size = max(2, round(crop.shape[1] * scale)), max(2, round(crop.shape[0] * scale))
        factor = np.array([size[0] / crop.shape[1], size[1] / crop.shape[0]])
        crop, matte = (cv2.resize(it, size, interpolation=cv2.INTER_AREA) for it in (crop, matte))
        points *= (*factor, factor[0])
        hands = [hand * factor for hand in hands]
    cv2.imwrite(
        str(target / "photo.jpg"),
        cv2.cvtColor(crop, cv2.COLOR_RGB2BGR),
        (cv2.IMWRITE_JPEG_QUALITY, 95, *full),
    )
    cv2.imwrite(str(target / "matte.png"), matte)
    return {
        "face_px": round(seen_px, 1),
        "landmarks": np.round(points, 2).tolist(),
        "triangles": _triangles(),
        "hands": [np.round(hand, 1).tolist() for hand in hands],
    }


def _faces(picture: Any) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of each face, in pixels, the widest first."""
    from mediapipe.python.solutions.face_detection import FaceDetection

    height, width = picture.shape[:2]
    found: list[tuple[float, float, float, float]] = []
    for reach in (1, 0):  # 1 finds faces up to 5 m away, 0 those that fill the picture
        with FaceDetection(model_selection=reach, min_detection_confidence=0.55) as detector:
            for one in detector.process(picture).detections or []:
                box = one.location_data.relative_bounding_box
                found.append((box.xmin * width, box.ymin * height, box.width * width, box.height * height))
    kept: list[tuple[float, float, float, float]] = []
    for face in sorted(found, key=lambda it: -it[2]):
        middle = face[0] + face[2] / 2, face[1] + face[3] / 2
        inside = any(it[0] < middle[0] < it[0] + it[2] and it[1] < middle[1] < it[1] + it[3] for it in kept)
        if not inside:
            kept.append(face)
    return kept


def _landmarks(picture: Any, face: tuple[float, float, float, float]) -> Any | None:
    """float64 (478, 3), pixels of the picture; z grows away from the viewer."""
    import numpy as np
    from mediapipe.python.solutions.face_mesh import FaceMesh

    left, top, right, bottom = _around(face, 0.75, picture.shape)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    with FaceMesh(static_image_mode=True, max_num_faces=1, refine_landmarks=True) as mesh:
        found = mesh.process(part).multi_face_landmarks
    if not found:
        return None
    height, width = part.shape[:2]
    points = np.array([(it.x * width, it.y * height, it.z * width) for it in found[0].landmark])
    points += (left, top, 0.0)
    return points


def _matte(crop: Any, points: Any) -> Any:
    """How much of each pixel is the person: uint8 (height, width)."""
    import cv2
    import numpy as np
    from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation

    with SelfieSegmentation(model_selection=0) as segmenter:
        rough = segmenter.process(crop).segmentation_mask
    radius = max(2, round(0.03 * float(np.hypot(*(points[_CHEEKS[0], :2] - points[_CHEEKS[1], :2])))))
    guide = crop.astype(np.float32) / 255.0
    fine = cv2.ximgproc.guidedFilter(guide, rough.astype(np.float32), radius, 1e-4)
    fine = np.clip((fine - 0.3) / 0.5, 0.0, 1.0)

    _, parts = cv2.connectedComponents((fine > 0.5).astype(np.uint8))
    x, y = points[1, :2].round().astype(int).clip(0, (crop.shape[1] - 1, crop.shape[0] - 1))
    person = parts == parts[y, x] if parts[y, x] else fine > 0.5
    around = cv2.dilate(person.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=radius)
    fine *= around
    _, outside = cv2.connectedComponents(np.pad((~person).astype(np.uint8), 1, constant_values=1)[:-1])
    holes = (~person) & (outside[1:, 1:-1] != outside[0, 0])
    fine[holes] = 1.0
    return (fine * 255).round().astype(np.uint8)


def _hands(picture: Any, face: tuple[float, float, float, float]) -> list[Any]:
    """Landmarks of hands near the face: float64 (21, 2) each, pixels of the picture."""
    import numpy as np
    from mediapipe.python.solutions.hands import Hands

    left, top, right, bottom = _around(face, 0.6, picture.shape)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    height, width = part.shape[:2]
    with Hands(static_image_mode=True, max_num_hands=2, min_detection_confidence=0.6) as finder:
        found = finder.process(part).multi_hand_landmarks or []
    return [np.array([(left + it.x * width, top + it.y * height) for it in hand.landmark]) for hand in found]


def _crop(points: Any, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of head and shoulders."""
    tall = abs(points[_OVAL_CHIN, 1] - points[_OVAL_TOP, 1])
    middle = (points[_CHEEKS[0], 0] + points[_CHEEKS[1], 0]) / 2
    height, width = shape[:2]
    return (
        max(0, int(middle - 2.4 * tall)),
        max(0, int(points[_OVAL_TOP, 1] - 1.2 * tall)),
        min(width, int(middle + 2.4 * tall)),
        min(height, int(points[_OVAL_CHIN, 1] + 2.4 * tall)),
    )


def _around(
    face: tuple[float, float, float, float], margin: float, shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a face's box, widened by a part of its size on each side."""
    left, top, wide, tall = face
    return (
        max(0, int(left - margin * wide)),
        max(0, int(top - margin * tall)),
        min(shape[1], int(left + (1 + margin) * wide)),
        min(shape[0], int(top + (1 + margin) * tall)),
    )


def _triangles() -> list[tuple[int, ...]]:
    """The face mesh's triangles: the triples of its edges, but those around another point.

    The library names the edges alone. An edge of three triples belongs to four points that are all
    joined; the outer three of them are no triangle of the mesh.
    """
    from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION

    near: dict[int, set[int]] = {}
    for one, other in FACEMESH_TESSELATION:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    triples = {
        tuple(sorted((one, other, third)))
        for one, other in FACEMESH_TESSELATION
        for third in near[one] & near[other]
    }
    sides = Counter(side for triple in triples for side in _sides(triple))
    return sorted(triple for triple in triples if any(sides[side] < 3 for side in _sides(triple)))


def _sides(triple: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return (triple[0], triple[1]), (triple[1], triple[2]), (triple[0], triple[2])


if __name__ == "__main__":
    main(*sys.argv[1:])
