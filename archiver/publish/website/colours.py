"""The house's colour made readable: what is written on it, and what is written with it."""

from colorsys import hls_to_rgb, rgb_to_hls

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_LIGHT_SURFACE, _DARK_SURFACE = (238, 241, 245), (33, 39, 47)
_ENOUGH = 5.0
"""A little over the 4.5 that WCAG AA asks of text."""

_GENERIC = ("serif", "sans-serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif")

_Rgb = tuple[int, int, int]


def brand_rules(brand: str, accent: str = "") -> str:
    """CSS that sets the colours which follow from `#rrggbb`, for light and for dark schemes.

    `accent` is what links and marks are written with, if not with `brand`.
    """
    colour, written = _parse(brand), _parse(accent or brand)
    on = max((_WHITE, _BLACK), key=lambda text: contrast(text, colour))
    light = _readable(written, 0.0, _LIGHT_SURFACE)
    dark = _readable(written, 1.0, _DARK_SURFACE)
    return (
        f":root{{--brand:{brand.lower()};--on-brand:{_hex(on)};--accent:{_hex(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{_hex(dark)}}}}}\n"
    )


def font_rule(names: str) -> str:
    """CSS that sets the letters of the pages, from the names of fonts as a house lists them."""
    if not names:
        return ""
    families = [name.strip() for name in names.split(",")]
    written = [name if name in _GENERIC else f'"{name}"' for name in families]
    return f":root{{--font:{','.join(written)},sans-serif}}\n"


def contrast(one: _Rgb, other: _Rgb) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: _Rgb) -> float:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _readable(colour: _Rgb, end: float, surface: _Rgb) -> _Rgb:
    """`colour` with its lightness moved towards `end` until it can be read on `surface`."""
    hue, lightness, saturation = rgb_to_hls(*(c / 255 for c in colour))
    for step in range(51):
        moved = hls_to_rgb(hue, lightness + (end - lightness) * step / 50, saturation)
        found = (round(moved[0] * 255), round(moved[1] * 255), round(moved[2] * 255))
        if contrast(found, surface) >= _ENOUGH:
            break
    return found


def _parse(colour: str) -> _Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _hex(colour: _Rgb) -> str:
    return "#" + "".join(f"{c:02x}" for c in colour)
