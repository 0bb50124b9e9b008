"""The photo host: one picture of a person, with their consent."""

from avatar.faces.photo.face import PhotoFace

__all__ = ["PhotoFace"]
