# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# demo_repository.sh - the small repository of tests/demo and of tests that need one like it. Sourced.
# A price list with a real kind of bug: ranges of prices are merged with a comparison that leaves
# touching ranges apart, three calls below the report that shows it.

# make_demo_repository DIR: DIR/shop is the clone on branch dev with the reproduction test,
# DIR/origin.git its bare remote, which has main only.
make_demo_repository() {
	local dir=$1 shop=$1/shop
	git init -q --bare -b main "$dir/origin.git"
	git init -q -b main "$shop"
	git -C "$shop" config user.name "Demo Developer"
	git -C "$shop" config user.email demo@example.invalid
	git -C "$shop" config commit.gpgsign false
	git -C "$shop" remote add origin "$dir/origin.git"
	mkdir -p "$shop/shop" "$shop/tests" "$shop/.github/workflows"

	printf '"""A price list: ranges of prices, read, merged and reported."""\n' >"$shop/shop/__init__.py"
	cat >"$shop/shop/ranges.py" <<'PY'
"""Ranges of prices, both ends included."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    low: int
    high: int


def merge(ranges):
    """Joins ranges that overlap or touch: 1-4 and 5-9 become 1-9."""
    merged = []
    for current in sorted(ranges, key=lambda r: r.low):
        if merged and current.low <= merged[-1].high:
            merged[-1] = Range(merged[-1].low, max(merged[-1].high, current.high))
        else:
            merged.append(current)
    return merged
PY
	cat >"$shop/shop/catalog.py" <<'PY'
"""The catalogue: lines such as "tea 1-4" become ranges by product."""
from shop.ranges import Range, merge


def parse(line):
    name, prices = line.split()
    low, high = prices.split("-")
    return name, Range(int(low), int(high))


class Catalog:
    def __init__(self, lines):
        self.ranges = {}
        for line in lines:
            name, prices = parse(line)
            self.ranges.setdefault(name, []).append(prices)

    def prices(self, name):
        return merge(self.ranges[name])

    def only(self, name):
        found = self.prices(name)
        if len(found) != 1:
            raise ValueError(f"{name} has {len(found)} price ranges, expected 1: {found}")
        return found[0]
PY
	cat >"$shop/shop/report.py" <<'PY'
"""What a customer sees."""


def describe(catalog, name):
    prices = catalog.only(name)
    return f"{name}: {prices.low} to {prices.high}"


def page(catalog, names):
    return "\n".join(describe(catalog, name) for name in names)
PY
	cat >"$shop/tests/test_catalog.py" <<'PY'
from shop.catalog import Catalog
from shop.ranges import Range


def test_overlapping_ranges_are_merged():
    assert Catalog(["tea 1-4", "tea 3-9"]).prices("tea") == [Range(1, 9)]
PY
	cat >"$shop/.github/workflows/tests.yml" <<'YML'
name: tests
on:
  pull_request:
    paths: ["shop/**", "tests/**"]
jobs: {}
YML
	printf '/shop/ @shop/prices\n' >"$shop/.github/CODEOWNERS"
	printf '__pycache__/\noutputs/\n' >"$shop/.gitignore"
	printf '[pytest]\npythonpath = .\n' >"$shop/pytest.ini"
	git -C "$shop" add -A
	git -C "$shop" commit -qm "A price list" --author "Ada Lovelace <ada@example.invalid>"
	git -C "$shop" push -q origin main
	git -C "$shop" remote set-head origin main

	git -C "$shop" switch -qc dev
	cat >"$shop/tests/test_touching_prices.py" <<'PY'
"""Reproduction: ranges that touch are shown as two."""
from shop.catalog import Catalog
from shop.report import page


def test_touching_ranges_are_one():
    catalog = Catalog(["tea 1-4", "tea 5-9", "jam 2-3"])
    assert page(catalog, ["jam", "tea"]) == "jam: 2 to 3\ntea: 1 to 9"
PY
	git -C "$shop" add -A
	git -C "$shop" commit -qm "Add reproduction test for touching prices"
}
