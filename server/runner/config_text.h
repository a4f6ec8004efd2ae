/* SPDX-License-Identifier: MIT */
/*
 * config_text.h - single values out of TOML and INI text, for files that belong to other tools:
 * pyproject.toml, poetry.toml, setup.cfg, pytest.ini. Pure; bad text gives less, never an error.
 */
#ifndef RG_RUNNER_CONFIG_TEXT_H
#define RG_RUNNER_CONFIG_TEXT_H

#include "base/vec.h"

/*
 * The value as written behind `key =` below the header [table] ("" for the top of the file), over
 * all its lines; null when it is not there. Keys with dots and inline tables are not looked into.
 */
rg_str rg_toml_find(rg_str text, rg_str table, const char *key);
/* Whether the file has the header [table]. */
bool rg_toml_has_table(rg_str text, rg_str table);
/* The strings in a value as rg_toml_find gives it, or what is no string and no list, as it is. */
rg_str_vec rg_toml_strings(rg_arena *arena, rg_str value);
/* The first of those, or null. */
rg_str rg_toml_string(rg_arena *arena, rg_str text, rg_str table, const char *key);

/* The value below [section] with its continuation lines, without lines of comment, a blank between
 * them; null when it is not there. As iniconfig and configparser read it. */
rg_str rg_ini_find(rg_arena *arena, rg_str text, const char *section, const char *key);
bool rg_ini_has_section(rg_str text, const char *section);

#endif
