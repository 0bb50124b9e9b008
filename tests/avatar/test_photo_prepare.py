"""From a picture to an avatar folder: with the landmark library where `make photo` has been run."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from avatar.faces.photo.avatar import AvatarError, open_avatar
from avatar.faces.photo.prepare import run
from avatar.faces.photo.store import AvatarStore

ASTRONAUT = Path(__file__).parent / "astronaut"
NOW = 1_800_000_000.0


def _ready() -> bool:
    try:
        run.environment()
    except AvatarError:
        return False
    return True


needs_photo = pytest.mark.skipif(
    not _ready() and not os.environ.get("NIGHTSHIFT_REQUIRE_EXTRAS"), reason="needs `make photo`"
)


@pytest.fixture
def store(tmp_path: Path) -> AvatarStore:
    return AvatarStore(tmp_path / "avatars")


@pytest.fixture
def consent(tmp_path: Path) -> Path:
    path = tmp_path / "consent.yaml"
    path.write_text((ASTRONAUT / "consent.yaml").read_text("utf-8"), "utf-8")
    return path


def changed(consent: Path, old: str, new: str) -> Path:
    text = consent.read_text("utf-8")
    assert old in text
    consent.write_text(text.replace(old, new), "utf-8")
    return consent


def picture(tmp_path: Path, code: str, name: str = "picture.png") -> Path:
    """A picture made of the portrait, by Pillow in the other environment; ``code`` has it as ``im``."""
    script = (
        "import sys, struct, zlib\nfrom PIL import Image\nim = Image.open(sys.argv[1])\n"
        f"out = sys.argv[2]\n{code}\n"
    )
    target = tmp_path / name
    subprocess.run(
        [str(run.environment()), "-c", script, str(ASTRONAUT / "photo.jpg"), str(target)],
        check=True,
        timeout=60,
    )
    return target


def made_of(child: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let another script stand for the preparation."""
    script = tmp_path / "child.py"
    script.write_text(child, "utf-8")
    monkeypatch.setattr(run, "_CHILD", script)
    monkeypatch.setattr(run, "environment", lambda: Path(sys.executable))


def test_without_the_environment_it_says_how_to_get_it(
    store: AvatarStore, consent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_PHOTO_VENV", str(tmp_path / "none"))
    with pytest.raises(AvatarError, match="make photo"):
        store.add("ann", ASTRONAUT / "photo.jpg", consent, NOW)
    assert store.names() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("covers: [likeness]", "covers: [voice]", "covers their voice, not their likeness"),
        ("valid_until: 2199-01-01", "valid_until: 2021-01-01", "ended with 2021-01-01"),
        ("granted_by: Test Portrait", "granted_by: Somebody", "on_behalf"),
    ],
)
def test_without_a_consent_that_holds_nothing_is_looked_at(
    store: AvatarStore,
    consent: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    new: str,
    told: str,
) -> None:
    made_of("raise SystemExit(3)", monkeypatch, tmp_path)
    with pytest.raises(AvatarError, match=told):
        store.add("ann", ASTRONAUT / "photo.jpg", changed(consent, old, new), NOW)
    assert not (tmp_path / "avatars").exists()


@pytest.mark.parametrize(
    ("child", "told"),
    [
        ("import time\nwhile True: pass", "took longer than"),
        ("import sys\nsys.exit('no model')", "no model"),
        ("import sys, pathlib\npathlib.Path(sys.argv[2], 'found.json').write_text('{}')", "failed"),
        (
            "import sys, pathlib\n"
            "pathlib.Path(sys.argv[2], 'found.json').write_text('{\"fault\": \"no face was found\"}')",
            "no face was found",
        ),
    ],
)
def test_a_preparation_that_hangs_or_fails_is_one_clear_line_and_leaves_nothing(
    store: AvatarStore, consent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: str, told: str
) -> None:
    made_of(child, monkeypatch, tmp_path)
    monkeypatch.setattr("avatar.faces.photo.store.find", lambda *where: run.find(*where, limit_s=2.0))
    with pytest.raises(AvatarError, match=told) as error:
        store.add("ann", ASTRONAUT / "photo.jpg", consent, NOW)
    assert "\n" not in str(error.value)
    assert list((tmp_path / "avatars").iterdir()) == []


@pytest.mark.parametrize("name", ["../ann", "Ann", "", "a" * 64, ".new.x"])
def test_a_name_that_could_be_a_path_is_refused(store: AvatarStore, consent: Path, name: str) -> None:
    with pytest.raises(AvatarError, match="cannot name a photo host"):
        store.add(name, ASTRONAUT / "photo.jpg", consent, NOW)


def test_what_is_no_file_is_named(
    store: AvatarStore, consent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "environment", lambda: Path(sys.executable))
    (tmp_path / "empty.jpg").touch()
    for path, told in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.jpg", "not there"),
        (tmp_path / "empty.jpg", "is empty"),
    ):
        with pytest.raises(AvatarError, match=told):
            store.add("ann", path, consent, NOW)


@needs_photo
def test_a_good_picture_becomes_a_host_whose_consent_is_kept(store: AvatarStore, consent: Path) -> None:
    source = ASTRONAUT / "photo.jpg"
    avatar, report = store.add("ann", source, consent, NOW)
    assert report.face_px == pytest.approx(206, abs=6)
    assert avatar.about.picture_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert sorted(it.name for it in avatar.folder.iterdir()) == [
        "avatar.json", "consent.yaml", "matte.png", "photo.jpg",
    ]  # fmt: skip
    assert {oct(it.stat().st_mode & 0o777) for it in avatar.folder.iterdir()} == {"0o600"}
    kept = open_avatar(str(ASTRONAUT))
    assert abs(avatar.landmarks - kept.landmarks).max() < 12
    assert avatar.about.triangles == kept.about.triangles
    avatar.check(NOW)
    _, matte = avatar.pictures()
    assert matte[5, 5] < 20
    assert matte[-5, matte.shape[1] // 2] > 240
    with pytest.raises(AvatarError, match="already"):
        store.add("ann", source, consent, NOW)
    store.remove("ann")
    assert store.names() == []


@needs_photo
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cmyk.jpg", "im.convert('CMYK').save(out, quality=92)"),
        (
            "turned.jpg",
            "e = Image.Exif(); e[0x0112] = 6; im.rotate(90, expand=True).save(out, exif=e, quality=92)",
        ),
        ("much.jpg", "e = Image.Exif(); e[0x010e] = 'x' * 60000; im.save(out, exif=e, quality=92)"),
        ("tail.jpg", "im.save(out); open(out, 'ab').write(b'PK' + b'<script>' * 9999)"),
        ("clear.webp", "im.convert('RGBA').save(out)"),
        ("a b;$(x)'.png", "im.save(out)"),
    ],
)
def test_odd_but_good_files_just_work(
    store: AvatarStore, consent: Path, tmp_path: Path, name: str, code: str
) -> None:
    avatar, report = store.add("ann", picture(tmp_path, code, name), consent, NOW)
    assert abs(report.roll) < 6
    assert report.face_px == pytest.approx(206, abs=8)
    assert avatar.name == "ann"


_HUGE = """
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
head = struct.pack('>IIBBBBB', 10000, 10000, 8, 2, 0, 0, 0)
body = chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(bytes(999))) + chunk(b'IEND', b'')
open(out, 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + body)
"""


@needs_photo
@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("huge.png", _HUGE, "100 megapixels"),
        ("text.jpg", "open(out, 'w').write('hello')", "no JPEG, PNG or WebP"),
        (
            "drawing.svg",
            "open(out, 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
            "no JPEG, PNG or WebP",
        ),
        ("moving.gif", "im.save(out)", "no JPEG, PNG or WebP"),
        (
            "cut.jpg",
            "im.save(out); d = open(out, 'rb').read(); open(out, 'wb').write(d[:len(d) // 3])",
            "broken or cut off",
        ),
        ("noise.png", "Image.effect_noise((600, 600), 60).convert('RGB').save(out)", "no face was found"),
        ("small.png", "im.resize((im.width // 2, im.height // 2)).save(out)", "200 are needed"),
        ("side.png", "im.rotate(90, expand=True).save(out)", "turn it upright"),
        (
            "two.png",
            "w = Image.new('RGB', (im.width * 2, im.height)); w.paste(im); "
            "w.paste(im, (im.width, 0)); w.save(out)",
            "2 faces",
        ),
    ],
)
def test_a_bad_picture_is_refused_in_one_line_that_says_why(
    store: AvatarStore, consent: Path, tmp_path: Path, name: str, code: str, told: str
) -> None:
    path = picture(tmp_path, code, name)
    with pytest.raises(AvatarError, match=told) as error:
        store.add("ann", path, consent, NOW)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)
    assert store.names() == []


@needs_photo
def test_a_consent_about_another_picture_is_refused(store: AvatarStore, consent: Path) -> None:
    with consent.open("a") as file:
        file.write(f"picture_sha256: '{'0a' * 32}'\n")
    with pytest.raises(AvatarError, match="about another picture"):
        store.add("ann", ASTRONAUT / "photo.jpg", consent, NOW)


def test_the_kept_description_has_one_line_for_each_point() -> None:
    text = (ASTRONAUT / "avatar.json").read_text("utf-8")
    assert len(json.loads(text)["landmarks"]) == 478
    assert len(text.splitlines()) > 478
