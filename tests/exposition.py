"""A strict reader of Prometheus' text format, of nothing but what its description allows.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

from __future__ import annotations

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_VALUE = r"[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN"
_HELP = re.compile(rf"# HELP ({_NAME}) ((?:[^\\\n]|\\\\|\\n)+)")
_TYPE = re.compile(rf"# TYPE ({_NAME}) (counter|gauge|histogram)")
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? ({_VALUE})")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|\Z)')

Sample = tuple[str, tuple[tuple[str, str], ...]]


def read(text: bytes) -> tuple[dict[str, str], dict[Sample, float]]:
    """Return the type of each metric, and the value of each sample by name and sorted labels.

    Raises:
        AssertionError: naming the line that is not allowed where it stands.
    """
    types: dict[str, str] = {}
    samples: dict[Sample, float] = {}
    words = text.decode()
    assert words.endswith("\n") and "\r" not in words
    metric, helped = "", ""
    for line in words[:-1].split("\n"):
        if found := _HELP.fullmatch(line):
            assert found[1] not in types, f"stands twice: {line!r}"
            helped = found[1]
        elif found := _TYPE.fullmatch(line):
            assert found[1] == helped and found[1] not in types, f"out of place: {line!r}"
            metric = found[1]
            types[metric] = found[2]
        else:
            found = _SAMPLE.fullmatch(line)
            assert found, f"unreadable: {line!r}"
            endings = ("_bucket", "_sum", "_count") if types[metric] == "histogram" else ("",)
            assert found[1] in {metric + ending for ending in endings}, f"of no metric: {line!r}"
            sample = found[1], _labels(found[2] or "")
            assert sample not in samples, f"stands twice: {line!r}"
            samples[sample] = float(found[3])
    for metric, kind in types.items():
        if kind == "histogram":
            _check_histogram(metric, samples)
    return types, samples


def _labels(text: str) -> tuple[tuple[str, str], ...]:
    place, labels = 0, []
    while place < len(text):
        found = _LABEL.match(text, place)
        assert found, f"unreadable labels: {text!r}"
        value = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), found[2])
        labels.append((found[1], value))
        place = found.end()
    assert len(labels) == len(dict(labels)), f"a label stands twice: {text!r}"
    return tuple(sorted(labels))


def _check_histogram(metric: str, samples: dict[Sample, float]) -> None:
    buckets = [
        (float(dict(labels)["le"]), value)
        for (name, labels), value in samples.items()
        if name == f"{metric}_bucket"
    ]
    assert buckets == sorted(buckets), f"{metric}: buckets are out of order"
    assert [count for _le, count in buckets] == sorted(count for _le, count in buckets)
    assert buckets[-1] == (float("inf"), samples[f"{metric}_count", ()])
    assert (f"{metric}_sum", ()) in samples
