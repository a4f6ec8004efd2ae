# shellcheck shell=bash disable=SC2154  # set by setup.sh
# SPDX-License-Identifier: MIT
# sqlparse_repository.sh - a bug that people had: sqlparse 0.5.3 as it was released, and a test for
# https://github.com/andialbrecht/sqlparse/issues/812. Sourced behind setup.sh.

# need_sqlparse: its source distribution, in the cache; exports its path for what follows.
need_sqlparse() {
	export SQLPARSE_SDIST=$cache/sdists/sqlparse-0.5.3.tar.gz
	[ -f "$SQLPARSE_SDIST" ] && return 0
	local scratch
	scratch=$(mktemp -d)
	say "Downloading sqlparse 0.5.3 with pip"
	printf 'sqlparse==0.5.3 --hash=sha256:%s\n' \
		09f67787f56a0b16ecdbde1bfc7f5d9c3371ca683cfeaa8e6ff60b4807ec9272 >"$scratch/wanted"
	python3 -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: \
		--require-hashes -r "$scratch/wanted" -d "$scratch" || die "pip could not download it"
	mkdir -p "$cache/sdists"
	mv "$scratch/${SQLPARSE_SDIST##*/}" "$SQLPARSE_SDIST"
	rm -r "$scratch"
}

# make_sqlparse_repository DIR: DIR/sqlparse is the clone on branch dev with the reproduction test,
# DIR/origin.git its bare remote, which has main only.
make_sqlparse_repository() {
	local dir=$1 clone=$1/sqlparse
	git init -q --bare -b main "$dir/origin.git"
	git init -q -b main "$clone"
	tar xzf "$SQLPARSE_SDIST" -C "$clone" --strip-components 1
	git -C "$clone" config user.name "Demo Developer"
	git -C "$clone" config user.email demo@example.invalid
	git -C "$clone" config commit.gpgsign false
	git -C "$clone" remote add origin "$dir/origin.git"
	git -C "$clone" add -A
	git -C "$clone" commit -qm "sqlparse 0.5.3"
	git -C "$clone" push -q origin main
	git -C "$clone" remote set-head origin main

	git -C "$clone" switch -qc dev
	cat >"$clone/tests/test_if_exists.py" <<'PY'
"""Reproduces github.com/andialbrecht/sqlparse/issues/812."""
import sqlparse


def test_if_exists_opens_no_block():
    sql = """CREATE TASK t1 AS
BEGIN
    CREATE OR REPLACE TABLE temp1;
    DROP TABLE IF EXISTS temp1;
END;
EXECUTE TASK t1;"""
    statements = sqlparse.split(sql)
    assert len(statements) == 2
PY
	git -C "$clone" add -A
	git -C "$clone" commit -qm "Reproduce: IF EXISTS in a block"
}
