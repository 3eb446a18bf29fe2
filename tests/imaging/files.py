"""Photos' files made byte by byte: sound, with words in every block, or as no camera would."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from articles.imaging import PhotoRefused, inspect_master

SAMPLES = Path(__file__).parent / "samples"
UTF8 = (1, 90, b"\x1b%G")


def picture(width_px=60, height_px=40, mode="RGB", photo_format="JPEG", **options):
    noise = Image.effect_noise((width_px, height_px), 80).convert("RGB").convert(mode)
    output = io.BytesIO()
    noise.save(output, photo_format, **options)
    return output.getvalue()


def png_chunk(kind, content):
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(*chunks, width_px=10, height_px=10):
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(chunks)


def tiff(*entries, padding=b"\0" * 500):
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, 4, count, value) for tag, count, value in entries
    )
    return b"II*\0\x08\0\0\0" + directory + b"\0\0\0\0" + padding


def animation(photo_format, frames):
    output = io.BytesIO()
    shades = [Image.new("L", (8, 8), number * 99 % 256) for number in range(frames)]
    shades[0].save(output, photo_format, save_all=True, append_images=shades[1:])
    return output.getvalue()


def refusal(content, **said):
    with pytest.raises(PhotoRefused) as caught:
        inspect_master(content, **said)
    assert str(caught.value).endswith(".")
    return caught.value.code


def dataset(record, number, value):
    return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value


def iim(*datasets):
    return b"".join(dataset(*each) for each in datasets)


def resources(block, code=0x0404, name=b"\0\0"):
    return (
        b"8BIM" + code.to_bytes(2) + name + len(block).to_bytes(4) + block + bytes(len(block) % 2)
    )


def segment(marker, payload):
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload


def photoshop(block):
    return segment(0xED, b"Photoshop 3.0\0" + block)


def xmp(properties="", attributes=""):
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
            xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
            xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
            xmlns:xmpNote="http://ns.adobe.com/xmp/note/"
            xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
            xmlns:exif="http://ns.adobe.com/exif/1.0/"
            xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
            xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
        <rdf:RDF><rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description></rdf:RDF>
        </x:xmpmeta><?xpacket end="w"?>""".encode()


def jpeg(*segments, **options):
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(output, "JPEG", **options)
    content = output.getvalue()
    return content[:2] + b"".join(segments) + content[2:]


def iim_jpeg(*datasets, **options):
    return jpeg(photoshop(resources(iim(*datasets))), **options)


def exif(tags, details=()):
    block = Image.Exif()
    block.update(tags)
    block.get_ifd(0x8769).update(details)
    return block


def with_packet(packet, photo_format):
    output = io.BytesIO()
    options = {"xmp": packet}
    if photo_format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": text}
    if photo_format == "TIFF":
        options = {"tiffinfo": {700: packet}}
    Image.new("RGB", (8, 8)).save(output, photo_format, **options)
    return output.getvalue()
