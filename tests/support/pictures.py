# SPDX-License-Identifier: MIT
"""pictures - the documentation's images, made of pictures that a test took: small files, and for
what moves a caption under each. Needs Pillow.

pictures.py FILE: a JSON list of {"out", "frames": [{"picture", "caption"}]}. A PNG has one frame; a
GIF shows each for as long as its caption takes to read.
"""

import json
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
FONT_SIZE = 22
STRIP = 48  # pixels under a picture, for its caption
INK, PAPER = "#ffffff", "#24292f"
COLOURS = 255  # of a palette; what is left is for what a GIF's frame does not change
MS_PER_FRAME = 1200
MS_PER_CHARACTER = 45  # a reader's 250 words in a minute


def frame(given):
    picture = Image.open(given["picture"]).convert("RGB")
    if not given.get("caption"):
        return picture
    captioned = Image.new("RGB", (picture.width, picture.height + STRIP), PAPER)
    captioned.paste(picture)
    ImageDraw.Draw(captioned).text(
        (STRIP // 2, picture.height + STRIP // 2), given["caption"], INK,
        ImageFont.truetype(FONT, FONT_SIZE), anchor="lm")
    return captioned


def with_palette(pictures):
    """All in one palette: what is the same in two of them stays the same."""
    height = sum(picture.height for picture in pictures)
    sheet = Image.new("RGB", (pictures[0].width, height))
    top = 0
    for picture in pictures:
        sheet.paste(picture, (0, top))
        top += picture.height
    palette = sheet.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in pictures]


def main():
    for image in json.loads(pathlib.Path(sys.argv[1]).read_text()):
        out = image["out"]
        first, *others = with_palette([frame(given) for given in image["frames"]])
        if out.endswith(".png"):
            first.save(out, optimize=True)
            continue
        first.save(out, save_all=True, append_images=others, loop=0, duration=[
            MS_PER_FRAME + MS_PER_CHARACTER * len(given["caption"]) for given in image["frames"]])


main()
