# SPDX-License-Identifier: MIT
"""The picture of a measurement: an XML document whatever tests are called, that says in words what
it shows and has a mark for every value."""

import json
import os
import pathlib
import subprocess
import xml.etree.ElementTree as ET

import pytest

PROGRAM = str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "report_program")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["]]></desc></svg><script>alert(1)</script>", "<!-- --", "&amp;&#x41;&nbsp;", "\"' onload='x",
           "\x01\x1b[31m\x7f", "\u202egnp.exe", "\ufffe\uffff", "é µ 速度 🚀", "x" * 5000, ""]


def side(label, values, interval=True):
    ordered = sorted(values)
    return {"label": label, "values": values, "median": ordered[len(ordered) // 2] if values else 0,
            "low": ordered[0] if values else 0, "high": ordered[-1] if values else 0,
            "has_interval": interval}


def plot(title="test duration", unit="s", verdict="faster", before=(10.2, 10.4, 10.1),
         after=(7.9, 8.1, 8.0), more=False):
    return {"title": title, "unit": unit, "verdict": verdict, "more_is_better": more,
            "before": side("base", list(before)), "after": side("fix", list(after), False)}


def draw(plots, title="speed", op="svg", secrets=(), name="a b.svg"):
    request = {"op": op, "facts": {"title": title, "plots": plots, "plot_file": name},
               "secrets": list(secrets)}
    done = subprocess.run([PROGRAM], input=json.dumps(request).encode() + b"\n",
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def texts(root):
    return [element.text or "" for element in root.iter(SVG + "text")]


def test_every_value_has_a_mark_and_the_medians_are_said():
    root = ET.fromstring(draw([plot(), plot("throughput", "samples/s", more=True)]))
    assert root.tag == SVG + "svg" and root.get("role") == "img"
    assert len(list(root.iter(SVG + "circle"))) == 6
    assert len(list(root.iter(SVG + "path"))) == 6
    names = root.get("aria-labelledby").split()
    said = {element.get("id"): element.text for element in root if element.get("id") in names}
    assert said["t"] == "speed"
    assert "base has a median of 10.2 s in 3 runs, 95 % interval 10.1 to 10.4" in said["d"]
    assert "fix has a median of 8 s in 3 runs, from 7.9 to 8.1" in said["d"]
    assert "s, less is better" in texts(root) and "samples/s, more is better" in texts(root)


def test_marks_stand_where_the_axis_says():
    """The medians' strokes lie among the marks, and a smaller value is further left."""
    root = ET.fromstring(draw([plot(before=(1, 2, 3), after=(1, 2, 3))]))
    xs = [float(circle.get("cx")) for circle in root.iter(SVG + "circle")]
    assert xs == sorted(xs) and abs((xs[2] - xs[1]) - (xs[1] - xs[0])) <= 0.2
    medians = [line for line in root.iter(SVG + "line") if line.get("class") == "median"]
    assert [float(line.get("x1")) for line in medians] == [xs[1], xs[1]]
    width = float(root.get("width"))
    assert all(0 < x < width for x in xs)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_out(text):
    svg = draw([plot(text, text, text)], text)
    root = ET.fromstring(svg)  # Expat
    for element in root.iter():
        assert element.tag[len(SVG):] in {"svg", "title", "desc", "style", "rect", "text", "line",
                                          "circle", "path"}, element.tag
        assert not [name for name in element.keys() if name.startswith("on") or "href" in name]
    assert "<script" not in svg and "url(" not in svg


@pytest.mark.parametrize("values", [[], [0.0], [5, 5, 5], [1e-12, 2e-12], [-1.5, 0, 1e15],
                                    list(range(1000))])
def test_any_values_give_a_picture(values):
    root = ET.fromstring(draw([plot(before=values, after=values)]))
    assert "nan" not in " ".join(texts(root)) and "inf" not in " ".join(texts(root))
    assert len(list(root.iter(SVG + "circle"))) == min(len(values), 400)


def test_a_secret_is_in_no_picture():
    svg = draw([plot("hunter2-hunter2", "s", "see hunter2-hunter2")], "hunter2-hunter2",
               secrets=["hunter2-hunter2"])
    assert "hunter2" not in svg


def test_the_report_has_bars_and_the_picture():
    report = draw([plot()], op="report")
    bars = [line for line in report.splitlines() if "█" in line]
    assert len(bars) == 2 and bars[0].count("█") == 40 and 30 <= bars[1].count("█") < 34, bars
    assert "10.2 s (95 % interval 10.1 to 10.4, 3 runs)" in bars[0]
    assert "![Every measured value before and after](a%20b.svg)" in report
    hostile = draw([plot()], op="report", name="x](https://a.example) ![")
    assert "(x%5D%28https%3A%2F%2Fa.example%29%20%21%5B)" in hostile
    assert "svg" not in draw([plot()], op="draft")  # beside the report, not beside a request
