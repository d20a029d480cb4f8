"""The child: reads Vega-Lite specs from its input, writes one SVG for each to its output. Knows no Django.

V8 reserves addresses by the dozen gigabytes, so its memory is limited as data (RLIMIT_DATA) and not as addresses.
"""

import json
import resource
import sys

MOST = 1 << 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST, MOST))
    import vl_convert  # noqa: PLC0415 (loaded within the limit)

    order = json.load(sys.stdin.buffer)
    vl_convert.register_font_directory(order["fonts"])
    drawn: list[str] = []
    for spec in order["specs"]:
        try:
            drawn.append(vl_convert.vegalite_to_svg(spec, vl_version="5.21", allowed_base_urls=[]))
        except ValueError:  # this one cannot be drawn, the others can
            drawn.append("")
    sys.stdout.write(json.dumps(drawn))


if __name__ == "__main__":
    main()
