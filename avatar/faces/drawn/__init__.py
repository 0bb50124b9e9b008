"""The drawn host."""

from avatar.faces.drawn.face import DrawnFace

__all__ = ["DrawnFace"]
