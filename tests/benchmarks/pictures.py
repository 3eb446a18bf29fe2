"""What it costs to make the pictures of one photo, beside the plain loop a tutorial has.

    python -m tests.benchmarks.pictures
    python -m tests.benchmarks.pictures --photo some-camera-file.jpg

Each way runs in a process of its own, in turn, several times; CPU seconds and peak memory are the
process's. The plain loop makes each width from the full picture, as AVIF at speed 6, WebP and
JPEG. Seconds differ from machine to machine; the ratios little.
"""

import argparse
import io
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter

from articles.imaging import Attribution, Crop, Focus, Format, make_renditions, offered

ROUNDS = 5
WIDE, HIGH = 6000, 4000
WORDS = Attribution(
    creator="Mara Lind",
    credit="Mara Lind / The Harbour Courier",
    copyright="© The Harbour Courier",
    usage_terms="One use, with credit.",
)


def photograph() -> bytes:
    """A 24-megapixel JPEG with the soft shapes and the grain of a photograph."""
    chance = random.Random(17)
    small = Image.new("RGB", (96, 64))
    small.putdata([tuple(chance.choices(range(30, 230), k=3)) for _ in range(96 * 64)])
    picture = small.filter(ImageFilter.GaussianBlur(3)).resize(
        (WIDE, HIGH), Image.Resampling.BICUBIC
    )
    edges = Image.new("L", (1500, 1000))
    edges.putdata([chance.choice((0, 0, 0, 255)) for _ in range(1500 * 1000)])
    edges = edges.filter(ImageFilter.GaussianBlur(6)).point(lambda tone: 255 * (tone > 66))
    picture.paste(picture.point(lambda tone: tone * 0.6), mask=edges.resize((WIDE, HIGH)))
    grain = Image.effect_noise((WIDE, HIGH), 18).convert("RGB")
    picture = Image.blend(picture, grain, 0.06)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=92)
    return output.getvalue()


def plain(data: bytes) -> dict[str, int]:
    """The plain Pillow loop: each width from the full picture, in three formats."""
    made = {}
    for width in (480, 800, 1200, 1600):
        picture = Image.open(io.BytesIO(data))
        picture = picture.resize((width, round(picture.height * width / picture.width)))
        for name, options in (("AVIF", {"speed": 6}), ("WEBP", {}), ("JPEG", {"quality": 80})):
            output = io.BytesIO()
            picture.save(output, name, **options)
            made[f"{name.lower()} {width}"] = len(output.getvalue())
    return made


def ours(data: bytes, *crops: Crop) -> dict[str, int]:
    sizes = [size for size in offered(WIDE, HIGH) if size.crop in (crops or tuple(Crop))]
    return {
        f"{one.format} {one.size.crop} {one.size.width_px}": len(one.data)
        for one in make_renditions(data, sizes, focus=Focus(), attribution=WORDS)
    }


def at_once(data: bytes) -> dict[str, int]:
    size = offered(WIDE, HIGH)[0]
    made = make_renditions(data, [size], focus=Focus(), attribution=WORDS, formats=[Format.JPEG])
    return {f"jpg {size.width_px}": len(one.data) for one in made}


WAYS = {
    "plain loop, four widths": plain,
    "ours, the same four widths": lambda data: ours(data, Crop.WHOLE),
    "ours, every cut and width": ours,
    "ours, the one made at once": at_once,
}


def apart(*options: str) -> str:
    """What this script prints in a process of its own: memory used here would count there."""
    command = [sys.executable, "-m", "tests.benchmarks.pictures", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure(way: str, photo: Path) -> tuple[float, float, str]:
    """CPU seconds, peak MB and what was made, of a fresh process."""
    seconds, peak, *made = apart("--way", way, "--photo", str(photo)).splitlines()
    return float(seconds), float(peak), "\n".join(made)


def report(photo: Path) -> None:
    found: dict[str, list[tuple[float, float, str]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            found[way].append(measure(way, photo))
    base = statistics.median(seconds for seconds, _peak, _made in found["plain loop, four widths"])
    print(f"{'':30} {'CPU s':>7} {'× plain':>8} {'peak MB':>8}")
    for way, rounds in found.items():
        seconds = statistics.median(one[0] for one in rounds)
        peak = statistics.median(one[1] for one in rounds)
        print(f"{way:30} {seconds:7.2f} {seconds / base:8.2f} {peak:8.0f}")
    print("\nKB", found["ours, the same four widths"][0][2], sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--draw", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        data = options.photo.read_bytes()
        made = WAYS[options.way](data)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, sep="\n")
        print("\n".join(f"{name:20} {size / 1024:6.1f}" for name, size in made.items()))
    elif options.draw:
        options.draw.write_bytes(photograph())
    elif options.photo:
        report(options.photo)
    else:
        with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
            apart("--draw", file.name)
            report(Path(file.name))


if __name__ == "__main__":
    main()
